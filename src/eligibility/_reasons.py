"""Reasons that other libraries and the operating system give in English, in Chinese.

They end up inside our messages as ``reason``. What is not listed here stays as it came.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from eligibility._messages import MESSAGES

__all__ = ["reason_in_chinese"]

# Single sentences: of the operating system, of libyaml, of Python's JSON reader, and our own.
_SENTENCES: Final[dict[str, str]] = {
    "No such file or directory": "没有这个文件或者文件夹",
    "Permission denied": "没有读取的权限",
    "Is a directory": "这是文件夹，不是文件",
    "Not a directory": "路径中有一段不是文件夹",
    "File name too long": "文件名过长",
    "Too many levels of symbolic links": "链接指来指去，没有尽头",
    "Too many open files": "打开的文件过多",
    "Input/output error": "读取时出错",
    "Invalid argument": "文件名不合规定",
    "a character that is half of a pair": "有一个字符只有一半",
    "more than one document": "一个文件里有几份文档",
    "the birth date is no date": "出生日期不是一个日期",
    "the check character does not fit": "校验码不对",
    "17 digits and a digit or X are needed": "应为17位数字加一位数字或者大写的X",
    "unreadable": "读不懂",
    "no such file": "没有这个文件",
    # SQLite, and the journal of cases
    "unable to open database file": "打不开这个文件",
    "database disk image is malformed": "文件已经损坏",
    "file is not a database": "不是数据库文件",
    "database is locked": "文件正被别的程序占用",
    "database or disk is full": "磁盘已满",
    "disk I/O error": "读写磁盘时出错",
    "attempt to write a readonly database": "文件是只读的",
    "the file has been moved, replaced or deleted": "文件已被移走、替换或者删除",
    "the journal no longer holds what was recorded": "日志里已经没有先前记下的内容",
    "the case does not begin with its opening": "案件不是从建立开始的",
    "it settles on a source that has told no value": "以一个没有给出过值的来源为准",
    "there is no value": "没有值",
    "it cannot be decided": "照它无法作出决定",
    "there is no date": "没有日期",
    "no rules are named": "没有写明规则",
    # the engine behind the wall
    "no Python is known that could run it": "不知道用哪个 Python 来运行它",
    "it is not installed": "没有安装",
    "its compiled part is not installed": "没有安装其编译部分",
    "the process at the engine does not answer": "推理进程没有回应",
    # libyaml
    "did not find expected key": "这里应当是一个键",
    "did not find expected node content": "这里应当有内容",
    "did not find expected '-' indicator": "这里应当以“-”开头",
    "did not find expected ',' or ']'": "这里应当是“,”或者“]”",
    "did not find expected ',' or '}'": "这里应当是“,”或者“}”",
    "did not find expected <document start>": "这里应当是文档的开头",
    "did not find expected <stream-start>": "这里应当是文件的开头",
    "did not find expected whitespace or line break": "这里应当是空格或者换行",
    "did not find expected alphabetic or numeric character": "这里应当是字母或者数字",
    "did not find expected hexdecimal number": "这里应当是十六进制数字",
    "did not find expected digit or '.' character": "这里应当是数字或者“.”",
    "did not find URI escaped octet": "网址的转义写法不对",
    "did not find the expected '>'": "这里应当是“>”",
    "did not find expected tag URI": "标签写得不对",
    "could not find expected ':'": "这里缺少“:”",
    "could not find expected directive name": "指令缺少名称",
    "mapping values are not allowed in this context": "这里不能有“键: 值”；文字里有冒号时请加引号",
    "mapping keys are not allowed in this context": "这里不能有键",
    "block sequence entries are not allowed in this context": "这里不能有“-”开头的列表",
    "found character that cannot start any token": "这个字符不能放在开头；制表符请改成空格",
    "found a tab character that violates indentation": "缩进用了制表符，请改成空格",
    "found a tab character where an indentation space is expected": "缩进用了制表符，请改成空格",
    "found unexpected end of stream": "文件没有写完，缺少收尾的引号或者括号",
    "found unexpected document indicator": "引号里出现了文档的分隔符",
    "found unexpected ':'": "这里不应有“:”",
    "found unknown escape character": "双引号里有不认识的转义写法",
    "found invalid Unicode character escape code": "转义写法给出的不是字符",
    "found undefined tag handle": "标签的前缀没有定义",
    "found duplicate %YAML directive": "%YAML 写了两次",
    "found duplicate %TAG directive": "%TAG 写了两次",
    "found incompatible YAML document": "这个 YAML 版本不受支持",
    "found extremely long version number": "版本号过长",
    "found an indentation indicator equal to 0": "缩进标记不能为 0",
    "found invalid leading UTF-8 octet": "不是 UTF-8 编码",
    "invalid leading UTF-8 octet": "不是 UTF-8 编码",
    "invalid trailing UTF-8 octet": "不是 UTF-8 编码",
    "incomplete UTF-8 octet sequence": "不是 UTF-8 编码",
    "control characters are not allowed": "有不允许的控制字符",
    "special characters are not allowed": "有不允许的特殊字符",
    "while parsing a block mapping": "读“键: 值”时出错",
    "while scanning a simple key": "读键时出错",
    # JSON
    "Expecting value": "这里应当有一个值",
    "Expecting property name enclosed in double quotes": "这里应当是加双引号的键",
    "Illegal trailing comma before end of object": "最后一项之后不应有逗号",
    "Illegal trailing comma before end of array": "最后一项之后不应有逗号",
    "Expecting ':' delimiter": "这里应当是“:”",
    "Expecting ',' delimiter": "这里应当是“,”",
    "Extra data": "后面还有多余的内容",
    "Unterminated string starting at": "文字缺少收尾的双引号，开头在此",
    "Invalid control character at": "文字里有不允许的控制字符",
    "Invalid \\escape": "转义写法不对",
    "Invalid \\uXXXX escape": "\\u 转义写法不对",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "文件开头有字节顺序标记",
}
# Sentences with something in them.
_WITH_BLANKS: Final[dict[str, str]] = {
    r"not UTF-8 at byte (?P<byte>\d+)": "第 {byte} 个字节不是 UTF-8 编码",
    r"step (?P<step>\d+) is missing": "缺少第 {step} 步",
    r"2\.0\.28 does not import on Python (?P<version>.*)": "2.0.28 版在 Python {version} 上无法导入",
    r"no process can be started for it: (?P<reason>.*)": "无法为它启动进程：{reason}",
    r"the process at the engine ended: (?P<code>.*)": "推理进程已经结束：{code}",
    r"no anchor (?P<name>.*)": "没有名为 {name} 的锚点",
    r"found undefined alias (?P<name>.*)": "没有名为 {name} 的锚点",
}
# Our own messages of these codes may stand inside another one.
_INSIDE: Final = ("P001", "P002", "P003", "P004", "P005", "P006", "P007", "P010")


def reason_in_chinese(reason: str) -> str:
    """A reason in Chinese where it is known, and as it came where it is not.

    >>> reason_in_chinese("Expecting ',' delimiter"), reason_in_chinese("not UTF-8 at byte 7")
    ('这里应当是“,”', '第 7 个字节不是 UTF-8 编码')
    >>> reason_in_chinese("not valid YAML: more than one document")
    '不是合法的 YAML：一个文件里有几份文档'
    >>> reason_in_chinese("the printer is on fire")
    'the printer is on fire'
    """
    known = _SENTENCES.get(reason) or _SENTENCES.get(reason.rstrip(": "))
    if known is not None:
        return known
    for pattern, words in _patterns():
        found = pattern.fullmatch(reason)
        if found is not None:
            return words.format_map({name: reason_in_chinese(value) for name, value in found.groupdict().items()})
    return reason


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    made = [(re.compile(text, re.DOTALL), words) for text, words in _WITH_BLANKS.items()]
    for code in _INSIDE:
        chinese, english = MESSAGES[code]
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*)", re.escape(english))
        made.append((re.compile(pattern, re.DOTALL), chinese))
    return tuple(made)
