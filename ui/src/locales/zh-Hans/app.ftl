app-window-title = { $title } – Carat
app-show-list = 显示对话列表
app-models = 模型
app-settings = 设置
app-shortcuts = 键盘快捷键
app-more = 更多
app-local = 本地
app-local-title = 一切都留在这台电脑上
app-local-answers = 回答由你磁盘上的模型在本机生成，不需要账号，也没有服务器。
app-local-network = Carat 不会建立任何网络连接。只有当你点击时，回答中的链接才会在浏览器中打开。
app-local-kept = 对话只保存在 { $folder }。
app-start-failed = Carat 无法启动

action-choose-model = 选择模型
action-show-terms = 阅读条款
action-open-model-settings = 模型设置
action-copy-diagnostics = 复制诊断信息
