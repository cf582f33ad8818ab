# 由 Rust 部分显示的系统对话框文字。
native-export-conversation = 导出对话
native-export-all = 全部导出
native-export-safety-log = 导出过滤记录
native-import = 导入存档
native-add-model = 添加模型文件
native-move-models = 将模型移动到
native-add-certificates = 信任证书
native-choose-documents = 选择文档
native-choose-folder = 选择文档所在的文件夹
native-export-answer = 导出回答
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
native-label-slide = 幻灯片
native-label-weak = 仅部分支持
native-label-unsupported = 文档中没有任何内容支持这个回答。
native-label-attachment = 附件
native-label-tool = 工具
native-label-withheld = 已隐去
native-label-stopped = 已停止
native-label-failed = 失败
native-label-broken-off = 已中断

# The tray.
native-tray-ask = 提问
native-tray-open = 打开 Carat
native-tray-recent = 最近的对话
native-tray-unload = 卸载模型
native-tray-no-model = 内存中没有模型
native-tray-network-off = 断开网络
native-tray-pause = 暂停快捷键
native-tray-at-login = 登录时启动
native-tray-quit = 退出 Carat

# What ended while nobody looked.
native-notify-answer = 回答已完成。
native-notify-download = 模型已下载完成。

# What the model is told to do with a text.
native-action-summarise = 请用几句话概括下面的文字，使用其原来的语言：
native-action-explain = 请用通俗的话解释下面的文字：
native-action-translate = 请把下面的文字翻译成中文；如果已是中文，请翻译成英文：
native-action-rewrite = 请改写下面的文字，使其清楚、友好，使用其原来的语言：
native-action-fix-grammar = 请改正下面文字中的错别字和语法错误，不要改动其他内容，只回答改正后的文字：
