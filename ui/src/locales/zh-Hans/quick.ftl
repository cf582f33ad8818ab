# 快速提问。
quick-title = Carat：快速提问
quick-label = 快速提问
quick-placeholder = 随便问什么
quick-follow-up = 继续追问
quick-armed = { $action }：按回车，或先补充说明
quick-answers = 问题与回答

quick-context = 随问题附上的内容
quick-selection = 选中的文字
quick-clipboard = 剪贴板
quick-file = 文件
quick-words = { $words } 个词
quick-take-selection = 附上前台应用中选中的文字
quick-take-from = 附上 { $app } 中选中的文字
quick-take-clipboard = 附上剪贴板中的内容
quick-look = 显示或隐藏开头部分
quick-remove = 移除{ $name }
quick-drop = 拖放文件即可提问

quick-actions = 操作
quick-action-summarise = 总结
quick-action-explain = 解释
quick-action-translate = 翻译
quick-action-rewrite = 改写
quick-action-fix-grammar = 改正语法
quick-pretrained = 这个模型只会续写文字。经过指令微调的模型（名称中带“it”）更擅长这些操作。

quick-replace = 替换
quick-insert = 插入
quick-copy = 复制
quick-new = 新问题
quick-open = 在 Carat 中打开
quick-copied-instead = 已复制：请自行粘贴

quick-keep = 保留这个对话
quick-kept = 保留
quick-forgotten = 不保留
quick-kept-note = 这个对话会出现在列表中。点按后则不留痕迹。
quick-forgotten-note = 这个对话不留痕迹。点按后则会保留。
quick-kept-begun = 这个对话在主窗口的列表中。
quick-forgotten-begun = 此窗口重新开始后，这个对话不留痕迹。

quick-no-model = Carat 需要一个模型才能回答。请在主窗口中选择。
quick-no-terms = 使用 { $model } 前需要接受条款。请在主窗口中查看。
quick-to-main = 打开 Carat
quick-crashed-next = 下次提问时会重新启动。
