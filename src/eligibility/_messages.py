"""The sentences of every error, by code, as (zh, en). Codes are never reused."""

from __future__ import annotations

from typing import Final

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    # P0: files
    "P001": ("读不到文件：{reason}", "the file cannot be read: {reason}"),
    "P002": ("不是合法的 YAML：{reason}", "not valid YAML: {reason}"),
    "P003": ("键 {key} 重复", "the key {key} is given twice"),
    "P004": ("不允许使用 YAML 标签 {tag}", "YAML tags are not allowed here: {tag}"),
    "P005": ("别名展开过多（上限 {limit} 个节点）", "aliases expand to too much (limit: {limit} nodes)"),
    "P006": ("嵌套过深（上限 {limit} 层）", "nested too deep (limit: {limit} levels)"),
    "P007": ("文件过大（上限 {limit} 字节）", "the file is too large (limit: {limit} bytes)"),
    "P008": ("规则包缺少 {name}", "the pack has no {name}"),
    "P009": ("找不到规则包 {name}", "there is no pack {name}"),
    "P010": ("键必须是文字", "a key must be plain text"),
    "P011": ("规则包中有不认识的文件 {name}", "the pack holds a file that has no place in it: {name}"),
    # P1: the shape of a file
    "P101": ("不认识的键 {key}", "unknown key {key}"),
    "P102": ("缺少 {key}", "{key} is missing"),
    "P103": ("{key}：{got} 不合要求，应为 {expected}", "{key}: {got} will not do; expected {expected}"),
    "P104": (
        "{key}：test、open、all、any、not、at_least 必须恰好有一个，这里有 {got}",
        "{key}: exactly one of test, open, all, any, not, at_least is needed; got {got}",
    ),
    # P2: names and references
    "P201": ("{kind} {name} 重复定义", "{kind} {name} is defined twice"),
    "P202": ("没有条款 {name}", "there is no clause {name}"),
    "P203": ("没有部门 {name}", "there is no body {name}"),
    "P204": ("没有解释口径 {name}", "there is no reading {name}"),
    "P205": ("没有事实 {name}", "there is no fact {name}"),
    "P206": ("没有项目 {name}", "there is no programme {name}"),
    "P207": ("术语循环定义：{cycle}", "terms define each other in a circle: {cycle}"),
    "P208": ("事实 {name} 未被任何规则读取", "no rule reads the fact {name}"),
    "P209": (
        "事实 {name} 声明为 decides: never，却被规则读取",
        "the fact {name} is declared decides: never, yet a rule reads it",
    ),
    "P210": ("术语 {name} 未被使用", "the term {name} is not used"),
    "P211": ("参数 {name} 未被使用", "the parameter {name} is not used"),
    "P212": ("名称 {name} 同时是{first}和{second}", "the name {name} is both a {first} and a {second}"),
    "P213": (
        "条款登记 {clause} 与项目不一致：{got}，应为 {expected}",
        "the register of clause {clause} and the programmes disagree: {got}; expected {expected}",
    ),
    "P215": ("没有公用人物 {name}", "there is no base person {name}"),
    "P216": ("没有术语或事实 {name} 可用作类型", "no fact or type called {name}"),
    "P217": ("规则包格式 {got} 不受支持，应为 {expected}", "pack format {got} is not supported; expected {expected}"),
    "P218": (
        "{name} 展开后过大或过深（上限 {limit} 个节点、{depth} 层）",
        "{name} is too large or too deep once its terms are filled in (limits: {limit} nodes, {depth} levels)",
    ),
    "P219": ("没有目标 {name}", "there is no target {name}"),
    # P3: dates, readings, outcomes
    "P301": ("{name}：{first} 与 {second} 之间有空档", "{name}: there is a gap between {first} and {second}"),
    "P302": ("{name}：期间在 {first} 重叠", "{name}: the periods overlap at {first}"),
    "P303": ("{name}：{first} 晚于 {second}", "{name}: {first} is after {second}"),
    "P304": (
        "解释口径 {name} 的默认选项 {got} 不在可选项中",
        "the default {got} of reading {name} is not one of its selectable choices",
    ),
    "P305": (
        "项目 {name} 声明最好结果为 {expected}，条件树给出 {got}",
        "programme {name} declares {expected} as its best outcome, but its conditions give {got}",
    ),
    "P306": (
        "解释口径 {name} 应恰有选项 march-1 与 february-28",
        "reading {name} must have exactly the choices march-1 and february-28 to settle leap-day birthdays",
    ),
    # P4: overlays
    "P401": ("{overlay}：{kind} {name} 不存在，无从改动", "{overlay}: there is no {kind} {name} to change"),
    "P402": ("{overlay}：{kind} {name} 已经存在", "{overlay}: {kind} {name} is there already"),
    "P403": ("{overlay} 与 {other} 都改动了 {kind} {name}", "{overlay} and {other} both change {kind} {name}"),
    "P404": ("{overlay} 所基于的是 {expected}，不是 {got}", "{overlay} extends {expected}, not {got}"),
    "P405": ("{overlay}：没有可撤下的 {name}", "{overlay}: there is no {name} to withdraw"),
    "P406": (
        "{overlay}：去掉 {name} 之后，该组条件就空了",
        "{overlay}: taking {name} away would leave its group empty",
    ),
    "P407": ("{overlay}：组 {name} 不能再加入条件", "{overlay}: {name} is no group that a limb can go into"),
    "P408": ("叠加包互为基础，成了循环：{cycle}", "overlays extend each other in a circle: {cycle}"),
    # E: expressions
    "E001": ("表达式读不懂：此处不应有 {got}", "the expression cannot be read: {got} is not expected here"),
    "E002": ("表达式没有写完", "the expression ends too soon"),
    "E003": ("表达式过长（上限 {limit} 个字符）", "the expression is too long (limit: {limit} characters)"),
    "E004": ("表达式嵌套过深（上限 {limit} 层）", "the expression is nested too deep (limit: {limit} levels)"),
    "E005": ("表达式必须写在一行内", "an expression must stay on one line"),
    "E101": ("没有名为 {name} 的事实、术语、参数或变量", "there is no fact, term, parameter or variable called {name}"),
    "E102": ("规则语言里没有函数 {name}", "the rule language has no function {name}"),
    "E103": (
        "类型不符：{left} 不能与 {right} 比较",
        "types do not match: {left} cannot be compared with {right}",
    ),
    "E104": ("{got} 不是 {name} 的可选值", "{got} is not one of the choices of {name}"),
    "E105": ("此处应为 {expected}，得到 {got}", "expected {expected} here, got {got}"),
    "E106": ("规则语言没有 null：缺失的值用未知表示", "the rule language has no null: a missing value is unknown"),
    "E107": ("{got} 不是日历上的日期", "{got} is not a date of the calendar"),
    "E108": ("{got} 不是地区代码", "{got} is not a region code"),
    "E109": ("{name} 需要 {expected} 个参数，得到 {got} 个", "{name} takes {expected} argument(s), got {got}"),
    "E110": ("不能对 {left} 和 {right} 做 {operator} 运算", "{operator} does not work on {left} and {right}"),
    "E111": ("变量 {name} 已被占用", "the variable {name} hides another name"),
    "E112": (
        "{operator} 只能用于有先后大小的值，{got} 没有",
        "{operator} needs values that have an order; {got} has none",
    ),
    # I: persons
    "I001": ("读不到 {file}：{reason}", "{file} cannot be read: {reason}"),
    "I002": ("{file} 不是合法的 {format}：{reason}", "{file} is not valid {format}: {reason}"),
    "I003": ("输入过大（上限 {limit} 字节）", "the input is too large (limit: {limit} bytes)"),
    "I004": ("输入嵌套过深（上限 {limit} 层）", "the input is nested too deep (limit: {limit} levels)"),
    "I005": ("键 {key} 重复", "the key {key} is given twice"),
    "I006": ("输入是空的", "the input is empty"),
    "I007": ("别名展开过多（上限 {limit} 个节点）", "aliases expand to too much (limit: {limit} nodes)"),
    "I101": ("没有事实 {fact}", "there is no fact {fact}"),
    "I102": ("{fact}：应为 {expected}，得到 {got}", "{fact}: expected {expected}, got {got}"),
    "I103": ("{fact}：{got} 超出范围，应 {expected}", "{fact}: {got} is out of bounds; expected {expected}"),
    "I104": ("{fact}：{got} 不是可选值，应为 {expected}", "{fact}: {got} is not a choice; expected one of {expected}"),
    "I105": ("{fact}：{got} 重复", "{fact}: {got} is given twice"),
    "I106": ("{fact}：{got} 晚于决定日期 {expected}", "{fact}: {got} is later than the decision date {expected}"),
    "I107": ("{fact} 已有值，又声明为未知", "{fact} has a value and is declared unknown as well"),
    "I108": ("{fact} 的条数过多（上限 {expected}）", "{fact} has too many entries (limit: {expected})"),
    # U: calls
    "U001": ("必须给出决定日期 on", "the decision date `on` is required"),
    "U002": ("on：{got} 不是日期", "on: {got} is not a date"),
    "U003": ("没有项目 {name}", "there is no programme {name}"),
    "U004": ("没有解释口径 {name}", "there is no reading {name}"),
    "U005": ("解释口径 {name} 没有选项 {got}", "reading {name} has no choice {got}"),
    "U006": (
        "解释口径 {name} 的选项 {got} 只作说明，不能选用",
        "choice {got} of reading {name} is documented only and cannot be selected",
    ),
    "U007": ("变化组合过多（{got} 种，上限 {expected} 种）", "too many variations ({got}; limit {expected})"),
    "U008": ("没有事实 {fact}", "there is no fact {fact}"),
    "U009": ("没有语言 {got}，可用 zh、en", "there is no language {got}; use zh or en"),
    "U010": ("此 person 属于另一个规则包的词汇", "this person was made with the vocabulary of another pack"),
    "U011": ("person 不可绕过校验：{got}", "a person cannot be made without validation: {got}"),
    "U012": ("居民身份号码不合要求：{reason}", "the resident identity number will not do: {reason}"),
    "U013": ("{name}：应为 {expected}，得到 {got}", "{name}: expected {expected}, got {got}"),
    # C: live cases
    "C001": ("日志 {file} 打不开：{reason}", "the journal {file} cannot be opened: {reason}"),
    "C002": ("{file} 不是本库的案件日志", "{file} is not a journal of cases"),
    "C003": (
        "日志 {file} 的格式版本为 {got}，本版本只认 {expected}",
        "the journal {file} has format {got}; this version reads {expected}",
    ),
    "C004": ("日志写入失败，没有记下：{reason}", "the journal could not be written, nothing was recorded: {reason}"),
    "C005": ("日志里没有案件 {name}", "the journal has no case {name}"),
    "C006": ("案件 {name} 已经存在", "there is a case {name} already"),
    "C007": ("案件 {name} 已经关闭", "the case {name} is closed"),
    "C008": ("{fact}：来源 {who} 没有给出过值", "{fact}: the source {who} has told no value"),
    "C009": ("{fact}：各来源没有冲突，无需裁定", "{fact}: the sources do not contradict each other"),
    "C010": (
        "案件 {name} 属于规则包 {expected}，不是 {got}",
        "the case {name} belongs to the pack {expected}, not {got}",
    ),
    "C011": ("日志里的一条记录读不懂：{reason}", "an entry of the journal cannot be understood: {reason}"),
    # R: records
    "R001": ("记录不合格式：{reason}", "the record is malformed: {reason}"),
    "R002": ("{what}：记录为 {expected}，现为 {got}", "{what}: the record says {expected}, now it is {got}"),
    "R003": ("记录格式 {got} 不受支持", "record format {got} is not supported"),
    # X, B
    "X001": ("需要安装附加组件：pip install 'eligibility[{extra}]'", "this needs: pip install 'eligibility[{extra}]'"),
    "X002": ("本机缺少 {needed}", "this machine lacks {needed}"),
    "X011": (
        "推理引擎 durable-rules 在本机不可用：{reason}",
        "the engine durable-rules is not available here: {reason}",
    ),
    "B001": ("程序内部错误：{reason}", "a defect of the library itself: {reason}"),
    "B011": (
        "推理引擎与 decide 的结果不一致（{what}：引擎 {got}，decide {expected}）；事实已记下，以 decide 为准",
        "engine and decide disagree ({what}: {got}, decide {expected}); the facts are recorded and decide stands",
    ),
    "B012": (
        "推理引擎多次失败（{reason}）；事实已记下，以 decide 为准",
        "the engine failed again and again ({reason}); the facts are recorded and decide's answer stands",
    ),
}

PHRASES: Final[dict[str, str]] = {
    "a group of facts": "一组事实",
    "a whole number": "整数",
    "true or false": "true 或 false",
    "an amount in yuan with at most two places, as int, Decimal or plain text": (
        "以元为单位、至多两位小数的金额（整数、Decimal 或普通文字）"
    ),
    "a date such as 2023-04-10": "形如 2023-04-10 的日期",
    "a list": "列表",
    "six digits": "六位数字",
    "a huge number": "一个极大的数",
    "each once": "各出现一次",
    "a list of values": "取值列表",
    "a value": "一个值",
    "a plain value": "一个直接写出的值",
    "a date in quotes": "引号内的日期",
    "a choice in quotes": "引号内的选项",
    "a fact with one value": "单值事实",
    "a number such as 100000": "形如 100000 的数",
    "boolean": "真假（boolean）",
    "integer": "整数（integer）",
    "money": "金额（money）",
    "date": "日期（date）",
    "choice": "选项（choice）",
    "choices": "多选（choices）",
    "region": "地区（region）",
    "records": "列表（records）",
    "text": "文字",
}
"""What was expected or got, where it is a phrase of ours, in Chinese."""

HINTS: Final[dict[str, tuple[str, str]]] = {
    "P004": ("只写普通的文字、列表和键值", "write plain text, lists and mappings only"),
    "P208": (
        "在规则里使用它，或写 decides: never 并说明 reason",
        "use it in a rule, or declare decides: never with a reason",
    ),
    "P301": ("一个值持续有效，直到被下一个 from 取代", "a value holds until the next `from` replaces it"),
    "E005": ("长条件请用 all、any 拆开", "split a long condition with all and any"),
    "E106": ("直接比较即可，缺失会得出“未知”", "compare directly: a missing value gives unknown"),
    "E105": ("条件必须是可判断真假的内容", "a condition has to be something that is true or false"),
    "I102": ("不做任何自动转换", "values are never converted silently"),
    "I107": ("删去其中一个", "take one of the two away"),
    "U001": (
        '例如 on="2023-06-01"；本库从不读取系统时钟',
        'for example on="2023-06-01"; the library never reads the clock',
    ),
    "U002": ("用 datetime.date 或 YYYY-MM-DD", "use datetime.date or YYYY-MM-DD"),
    "U010": ("用 rules.person(...) 重新生成", "make it again with rules.person(...)"),
    "U011": ("用 rules.person(...)", "use rules.person(...)"),
    "C009": ("只有 conflicting 的事实才需要裁定", "only a fact that is unknown because of a conflict is settled"),
    "X011": (
        '改用 engine="decide"，答案相同；或用 Python 3.11、3.12 并安装 eligibility[durable]（需要 C 编译器）',
        'use engine="decide", the answers are the same; or eligibility[durable] on Python 3.11 or 3.12 (C compiler)',
    ),
    "B011": ("请报告；不得当作不符合处理", "please report it; it must not be treated as a refusal"),
    "B012": ("请报告；不得当作不符合处理", "please report it; it must not be treated as a refusal"),
    "B001": ("请报告；不得当作不符合处理", "please report it; it must not be treated as a refusal"),
}
