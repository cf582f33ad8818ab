conversations-sidebar = 对话
conversations-list = 对话列表
conversations-new = 新对话
conversations-fold = 隐藏对话列表
conversations-search = 搜索
conversations-search-clear = 清除搜索
conversations-results = 搜索结果
conversations-found = { $count ->
    [0] 没有结果
   *[other] { $count } 条结果
}
conversations-found-none = 没有找到“{ $query }”。已搜索标题和正文。
conversations-empty = 你的对话会列在这里。
conversations-failed = 无法读取对话。
conversations-untitled = 无标题
conversations-pinned = 已置顶
conversations-today = 今天
conversations-yesterday = 昨天
conversations-week = 本周
conversations-more = 更多
conversations-menu = “{ $title }”的更多操作
conversations-rename = 重命名
conversations-new-title = 新标题
conversations-pin = 置顶
conversations-unpin = 取消置顶
conversations-export-markdown = 导出为 Markdown…
conversations-export-json = 导出为 JSON…
conversations-delete = 删除
conversations-deleted = 已删除“{ $title }”
