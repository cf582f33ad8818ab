/** Answers that the in-memory backend can give, by name. */

const short = 'Tokyo is the capital of Japan. It has been since 1868, when the emperor moved there from Kyoto.';

const markdown = `Here is a small plan, with the reasons beside each step.

## Before you start

1. **Measure first.** Without a number you cannot tell an improvement from a guess.
2. Change *one* thing at a time.
3. Keep what you learned, also where it did not help.

| Step | Time | What it shows |
| --- | ---: | --- |
| Baseline | 10 min | where the time goes today |
| One change | 25 min | whether the idea holds |
| Compare | 5 min | the difference, and its spread |

\`\`\`python
def median(values: list[float]) -> float:
    """The middle one; robust against a single slow run."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
\`\`\`

The spread matters as much as the middle: $\\sigma = \\sqrt{\\frac{1}{n}\\sum_i (x_i - \\bar{x})^2}$.

> A result that you cannot repeat is an anecdote.

Shall I write the comparison as a script?`;

const chinese = `可以。下面是一个更自然、也更有重点的版本：

**自我介绍（约一分钟）**

您好，我叫林悦，过去五年一直做后端开发，主要使用 Rust 和 PostgreSQL。最近两年我负责订单系统的重构，把高峰期的平均响应时间从 420 毫秒降到 95 毫秒。

我喜欢把复杂的问题拆成小而可验证的步骤，也习惯把过程写成文档，方便同事接手。贵公司重视工程质量，这正是我希望长期投入的环境。

需要的话，我可以再准备一个三十秒的简短版本。`;

const japanese = `金沢三日間の案です。歩く距離を短くし、雨の日でも困らないようにしました。

1. **一日目**：近江町市場で昼食、午後は金沢21世紀美術館。夜はひがし茶屋街を散歩。
2. **二日目**：朝の兼六園は人が少なく静かです。その後、鈴木大拙館へ。
3. **三日目**：妙立寺（要予約）を見て、駅で和菓子を買って帰ります。

雨の場合は、二日目と三日目を入れ替えてください。`;

const arabic = `بالتأكيد. هذه صياغة أقصر وأوضح:

**الموضوع:** تأجيل موعد الاجتماع

السلام عليكم، أرجو تأجيل اجتماع يوم الثلاثاء إلى يوم الخميس في الساعة العاشرة صباحًا. شكرًا لتفهمكم.`;

const hostile = `<script>window.__owned = 1</script><img src=x onerror="window.__owned = 2">

[a link](javascript:window.__owned=3) and [another](data:text/html,<script>window.__owned=4</script>)

<iframe src="https://example.com"></iframe><svg onload="window.__owned = 5"></svg><style>body{display:none}</style>

![remote](https://example.com/tracker.png)

\`\`\`html
<script>alert(1)</script>
\`\`\`

$\\href{javascript:window.__owned=6}{x}$ and plain text after it all.`;

const links =
  'See [the guide](https://example.com/guide?a=b), write to <person@example.com>, or read https://example.com/plain.';

/** One fence of about thirty kilobytes. */
function fence(): string {
  return `\`\`\`ts\n${'export const answer: number = 42; // of everything\n'.repeat(600)}\`\`\`\n\nThe end.`;
}

/** Ten thousand lists, one in another. */
function nested(): string {
  return Array.from({ length: 10_000 }, (_, depth) => `${'  '.repeat(Math.min(depth, 400))}- level ${depth}`).join(
    '\n',
  );
}

/** A table of about two megabytes. */
function table(): string {
  const row = `| ${'cell of some length '.repeat(10)}| ${'another cell '.repeat(8)}|\n`;
  return `| One | Two |\n| --- | --- |\n${row.repeat(Math.ceil(2_000_000 / row.length))}`;
}

/** An answer of about twenty thousand tokens with all kinds of blocks. */
function long(): string {
  const parts: string[] = [];
  for (let chapter = 1; chapter <= 60; chapter += 1) {
    parts.push(`## Part ${chapter}\n\n${markdown}\n\n${(short + ' ').repeat(6)}`);
  }
  return parts.join('\n\n');
}

const noted = `Three things help:

1. Lock the door.
{{note:illegal:Lock the door.}}2. Leave a light on.
{{note:illegal:Leave a light on.}}3. Tell the neighbours.`;

const blurred =
  'The first sentence is plain. {{blur:sexual:The second one is told in a whisper.}}The third one goes on as if nothing were.';

const hidden = 'The first sentence is plain. {{blur:dangerous:The second one nobody may see.}}And on it goes.';

const blocked =
  'It begins well. {{block:illegal:Then comes a sentence that is held back.}}And this never reaches anybody.';

const care =
  '{{care:self_harm}}That sounds very heavy, and I am glad that you say it. You do not have to decide anything tonight. Is there somebody near you whom you could call now?';

const advice = 'Paracetamol lowers a fever; the packet says how much.{{advice:medical}}';

/** What the filter says amid an answer. */
export interface Mark {
  what: 'note' | 'blur' | 'block' | 'care' | 'advice';
  kind: string;
  text: string;
}

/** An answer's texts, and between them the filter's marks: `{{blur:sexual:the text}}`. */
export function piecesOf(answer: string): (string | Mark)[] {
  const pieces: (string | Mark)[] = [];
  let from = 0;
  for (const mark of answer.matchAll(/\{\{(note|blur|block|care|advice):(\w+)(?::([^}]*))?\}\}/g)) {
    if (mark.index > from) pieces.push(answer.slice(from, mark.index));
    pieces.push({ what: mark[1] as Mark['what'], kind: mark[2] ?? '', text: mark[3] ?? '' });
    from = mark.index + mark[0].length;
  }
  if (from < answer.length) pieces.push(answer.slice(from));
  return pieces;
}

const MADE: Record<string, () => string> = {
  noted: () => noted,
  blurred: () => blurred,
  hidden: () => hidden,
  blocked: () => blocked,
  care: () => care,
  advice: () => advice,
  short: () => short,
  markdown: () => markdown,
  chinese: () => chinese,
  japanese: () => japanese,
  arabic: () => arabic,
  hostile: () => hostile,
  links: () => links,
  fence,
  nested,
  table,
  long,
};

/** The answer of a name, else one that fits the question. */
export function answerTo(question: string, name: string): string {
  const made = MADE[name];
  if (made) return made();
  if (/[\u3040-\u30ff]/u.test(question)) return japanese;
  if (/\p{Script=Han}/u.test(question)) return chinese;
  if (/\p{Script=Arabic}/u.test(question)) return arabic;
  if (/capital/i.test(question)) return short;
  return markdown;
}

export const THOUGHT =
  'The person wants a plan they can follow today. I should keep it short, give the reason for each step and offer the script at the end.';

/** Pieces of about a token's size whose concatenation is the text. */
export function tokensOf(text: string): string[] {
  return (
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,2}|\s*[^\s\p{Script=Han}]{1,5}|\s+|[^]/gu) ??
    []
  );
}
