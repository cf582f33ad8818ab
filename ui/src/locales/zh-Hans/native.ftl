# 由 Rust 部分显示的系统对话框文字。
native-export-conversation = 导出对话
native-export-all = 全部导出
native-import = 导入存档
native-add-model = 添加模型文件
native-move-models = 将模型移动到
native-add-certificates = 信任证书
native-filter-markdown = Markdown 文件
native-filter-json = JSON 文件
native-filter-archive = Carat 存档
native-filter-model = GGUF 模型
native-filter-certificates = 证书 (PEM)
native-refused-title = Carat 无法启动

# 导出对话中的用词。
native-label-untitled = 未命名对话
native-label-user = 你
native-label-thought = 思考
native-label-sources = 来源
native-label-page = 页
native-label-attachment = 附件
native-label-tool = 工具
native-label-withheld = 已隐去
native-label-stopped = 已停止
native-label-failed = 失败
native-label-broken-off = 已中断
