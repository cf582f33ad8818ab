conversations-sidebar = 会話
conversations-list = 会話の一覧
conversations-new = 新しい会話
conversations-fold = 会話の一覧を隠す
conversations-search = 検索
conversations-search-clear = 検索を消す
conversations-results = 検索結果
conversations-found = { $count ->
    [0] 見つかりません
   *[other] { $count } 件見つかりました
}
conversations-found-none = 「{ $query }」は見つかりません。題名と本文を検索しました。
conversations-empty = 会話はここに並びます。
conversations-failed = 会話を読み込めませんでした。
conversations-untitled = 無題
conversations-pinned = ピン留め
conversations-today = 今日
conversations-yesterday = 昨日
conversations-week = 今週
conversations-more = その他
conversations-menu = 「{ $title }」のその他の操作
conversations-rename = 名前を変更
conversations-new-title = 新しい題名
conversations-pin = ピン留めする
conversations-unpin = ピン留めを外す
conversations-export-markdown = Markdown で書き出す…
conversations-export-json = JSON で書き出す…
conversations-delete = 削除
conversations-deleted = 「{ $title }」を削除しました
