# 文書の中の位置と、探し方。
place-page = { $page } ページ
place-slide = スライド { $slide }
place-cells = { $sheet }、{ $range }
place-line = { $line } 行目
place-lines = { $from }～{ $to } 行目
place-source = { $source }、{ $place }
place-pages = { $count } ページ
place-slides = スライド { $count } 枚
place-sheets = シート { $count } 枚
place-chapters = { $count } 章
place-parts = { $count } 個の部分
place-search-words = 言葉だけで検索
place-search-meaning = 言葉と意味で検索（{ $encoder }）
place-search-language = 言葉で検索（{ $encoder } はこの言語に対応していません）
