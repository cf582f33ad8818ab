# 文档中的位置，以及查找的方式。
place-page = 第 { $page } 页
place-slide = 第 { $slide } 张幻灯片
place-cells = { $sheet }，{ $range }
place-line = 第 { $line } 行
place-lines = 第 { $from } 至 { $to } 行
place-source = { $source }，{ $place }
place-pages = { $count } 页
place-slides = { $count } 张幻灯片
place-sheets = { $count } 个工作表
place-chapters = { $count } 章
place-parts = { $count } 个部分
place-search-words = 仅按词语查找
place-search-meaning = 按词语和含义查找（{ $encoder }）
place-search-language = 按词语查找；{ $encoder } 不懂这种语言
