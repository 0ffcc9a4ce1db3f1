"""What libraries say in English about texts that they cannot read, in Chinese; both for the words of a finding.

A reason that no line of the table knows stays in the English twin alone: half a sentence of English helps no author.
"""

import re

Reason = dict[str, str]
"""`reason` in Chinese and `reason_en`, as the wordings of findings have their holes."""

_KNOWN = (
    ("mapping values are not allowed", "这里不能再写“键: 值”；一句话里有冒号的，给整句加引号"),
    ("sequence entries are not allowed", "这里不能写“- ”开头的项"),
    ("mapping keys are not allowed", "这里不能写键"),
    ("expected <block end>", "与上面几行的缩进对不上，或上一行没有写完"),
    ("could not find expected ':'", "键的后面缺冒号，或多行文字的缩进不对"),
    ("unexpected end of stream", "引号没有写完，文件就结束了"),
    ("unexpected document separator", "引号没有写完，就到了“---”"),
    ("unknown escape character '(.*)'", "双引号里有不认识的转义“\\{0}”"),
    ("expected escape sequence|URI escape", "双引号里的转义没有写完"),
    (r"character ['\"](.*)['\"] that cannot start", "不能以“{0}”开头；要写它，请加引号"),
    (r"expected the node content, but found '<stream end>'", "括号没有写完，文件就结束了"),
    ("expected the node content, but found '(.*)'", "这里应写内容，却是“{0}”"),
    (r"expected ',' or '\]'", "方括号里缺逗号，或没有写完"),
    (r"expected ',' or '\}'", "花括号里缺逗号，或没有写完"),
    ("alphabetic or numeric", "锚或别名的名字不合写法"),
    ("chomping or indentation|comment or a line break|indentation indicator", "“|”或“>”的后面不合写法"),
    ("invalid int", "缩进不对，或引号没有写完"),
    ("directive|tag handle|incompatible YAML|expected URI|a digit", "不认识的指令或标签"),
    ("Expecting ',' delimiter", "缺逗号，或括号没有写完"),
    ("Expecting ':' delimiter", "键的后面缺冒号"),
    ("Expecting property name", "键要用双引号括起来；最后一项的后面不要逗号"),
    ("Expecting value", "这里缺一个值"),
    ("Extra data", "内容结束以后还有别的字"),
    ("Unterminated string", "双引号没有写完"),
    ("Invalid control character", "双引号里有换行、制表符或控制字符"),
    ("Invalid .*(escape|uXXXX)", "双引号里的转义不对"),
    ("too many digits", "数字太长"),
    ("^not a workbook$", "不是 xlsx 工作簿，或已损坏"),
    ("^merges too many cells$", "合并的单元格太多；只合并表头要用的，再另存"),
    ("^has rows or columns without end$", "表的最后一行或一列太远；删去后面的空行空列（整行整列的格式也删去），再另存"),
    ("^holds macros or links: (.*)", "里面有宏、链接或嵌入的文件（{0}）"),
    ("not a zip file|Bad magic|no item named", "不是 docx 文件，或已损坏"),
    (r"^<([a-z0-9:-]+)>$", "网页模板里不能用标签 {0}；可以用 h1、h2、h3、p、ul、li、table、tr、td、b、br"),
    ("^not UTF-8$", "请另存为 UTF-8"),
    ("bytes unpacked", "展开以后太大"),
    ("^locked with a password$|encrypted", "文件加了密码；在 Word 或 WPS 里去掉密码，再保存"),
    ("^a file of Word 97 to 2003$", "是旧的 doc 格式，只是改了后缀；请用 Word 或 WPS 另存为 docx"),
    ("^holds macros: (.*)", "里面有宏（{0}）；请另存为不带宏的 docx"),
    ("^holds embedded files: (.*)", "里面嵌入了别的文件（{0}）；请删去，需要的内容写成文字或图片"),
    ("^holds entities: (.*)", "{0} 里定义了实体，Word 不会这样写；请用 Word 或 WPS 重新另存"),
    ("^refers to the attachedTemplate (.*)", "连着外面的模板 {0}；在 Word 的“开发工具—文档模板”里改回 Normal，再保存"),
    ("^refers to the image (.*)", "图片在外面（{0}），打开文书时要去取；请把图片插入到文件里"),
    ("^refers to the hyperlink (.*)", "链接指向别的电脑上的文件（{0}）；请取消链接"),
    ("^refers to the [^ ]+ (.*)", "连着外面的文件（{0}），打开文书时要去取；请删去"),
    ("^holds the field (.*)", "里面有会去取外面内容的域 {0}；请改成普通文字"),
    (
        "^holds tracked changes: ",
        "里面有修订痕迹，会印在每一份文书上；在 Word 或 WPS 的“审阅”里接受或者拒绝全部修订，再保存",
    ),
    ("^holds comments: ", "里面有批注，会跟着每一份文书出去；在 Word 或 WPS 的“审阅”里删除全部批注，再保存"),
    ("^holds the braces (.*)", "括号写成了全角的“{0}”；请用半角的两个花括号"),
    ("^not UTF-8: (.*)", "{0} 不是 UTF-8；请用 Word 或 WPS 重新另存"),
    ("maximum recursion|RecursionError|too many nested|Excessive depth", "嵌套太深"),
    ("'(.*)' is undefined", "没有“{0}”这个词"),
    ("has no attribute '(.*)'", "没有“{0}”这一项"),
    ("may not hold (.*) over other rows", "循环里面的循环只能走外层那一行里的内容"),
    ("may not hold (.*)", "文书模板里不能写 {0}，只能写字段、{% if %}、{% for %} 和列明的过滤器"),
    ("Unexpected end of template", "{% if %} 或 {% for %} 没有用 {% endif %}、{% endfor %} 结束"),
    ("unknown tag '(.*)'", "不认识的标签“{0}”，或与它成对的标签没有写完"),
    ("[Nn]o filter named '(.*)'", "没有名为“{0}”的过滤器"),
    ("expected token '(.*)', got '(.*)'", "应写“{0}”，却是“{1}”"),
    (
        r"unexpected char '\\u(?:200[b-f]|2060|feff)'",
        "标签里夹着看不见的字（多半是从网页粘贴来的）；请删去整个标签，重新用键盘写",
    ),
    ("unexpected char '(.*)' at", "多了“{0}”；标签里的符号用半角"),
    ("unexpected (.*)", "多了 {0}"),
    ("at most once|UNTIL|until", "UNTIL 或 COUNT 不合写法"),
    ("[Ff]req|missing", "缺少 FREQ"),
    ("unknown parameter '(.*)'", "没有“{0}”这一项"),
    ("invalid '(.*)': (.*)", "“{0}”不能是“{1}”"),
)
_HOLE = re.compile(r"\{(\d)\}")
_TABLE = tuple((re.compile(known), zh) for known, zh in _KNOWN)


def reason(said: str, otherwise: str = "写法不对") -> Reason:
    """What a library said, twice."""
    for known, zh in _TABLE:
        if found := known.search(said):
            return {"reason": _filled(zh, found), "reason_en": said}
    return {"reason": otherwise, "reason_en": said}


def _filled(zh: str, found: re.Match[str]) -> str:
    """The words with what was found in their holes; Jinja's braces stay as they are."""
    return _HOLE.sub(lambda hole: str(found[int(hole[1]) + 1]), zh)
