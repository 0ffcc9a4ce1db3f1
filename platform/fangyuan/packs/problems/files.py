"""Words for files that cannot be read."""

from fangyuan.packs.problems.wording import Wording

WORDINGS = {
    "no-folder": Wording(
        "找不到定义包文件夹“{folder}”",
        "there is no pack folder {folder}",
        "请核对路径。",
        "Check the path.",
    ),
    "no-pack-file": Wording(
        "文件夹里没有 pack.yaml",
        "the folder has no pack.yaml",
        "新建 pack.yaml，写明 pack、version、title。",
        "Add a pack.yaml that says pack, version and title.",
    ),
    "unknown-file": Wording(
        "不认识的文件“{file}”",
        "unknown file {file}",
        "核对文件名与所在文件夹；说明文字请写进 README.md。",
        "Check its name and folder; explanations belong in README.md.",
    ),
    "file-name": Wording(
        "文件名“{file}”不是在每种系统上都能用",
        "the name {file} does not work on every system",
        "改名，如“{use}”。",
        "Rename it, for example to {use}.",
    ),
    "file-name-twice": Wording(
        "“{file}”与“{other}”在有的系统上是同一个文件",
        "{file} and {other} are one file on some systems",
        "改掉其中一个的名字。",
        "Rename one of them.",
    ),
    "too-many-files": Wording(
        "文件超过 {limit} 个", "more than {limit} files", "删去不用的文件。", "Remove files that are not used."
    ),
    "folders-too-deep": Wording(
        "文件夹“{file}”的层级超过 {limit} 层",
        "the folder {file} lies more than {limit} levels deep",
        "把文件移到约定的文件夹。",
        "Move its files to the folders that packs have.",
    ),
    "file-too-large": Wording(
        "文件有 {size} 字节，超过 {limit} 字节",
        "the file has {size} bytes, more than {limit}",
        "把内容分到几个文件；文书模板请缩小、删去里面的图片。",
        "Spread its content over several files; in a template, shrink or remove the pictures.",
    ),
    "pack-too-large": Wording(
        "定义包共 {size} 字节，超过 {limit} 字节",
        "the pack has {size} bytes, more than {limit}",
        "缩小模板里的图片，或删去不用的文件。",
        "Shrink pictures in templates, or remove what is not used.",
    ),
    "no-plain-file": Wording(
        "“{file}”是{sort}，不是普通文件",
        "{file} is {sort_en}, not a plain file",
        "删去它，或换成普通文件。",
        "Remove it, or put a plain file there.",
    ),
    "file-unreadable": Wording(
        "读不了“{file}”：{reason}",
        "{file} cannot be read: {reason_en}",
        "核对文件和文件夹的权限，再试一次。",
        "Check the permissions of the file and its folder, and try again.",
    ),
    "symbolic-link": Wording(
        "“{file}”是符号链接", "{file} is a symbolic link", "换成文件本身。", "Put the file itself there."
    ),
    "byte-order-mark": Wording(
        "文件开头有字节顺序标记(BOM)",
        "the file begins with a byte-order mark",
        "另存为“UTF-8(无 BOM)”。",
        "Save it as UTF-8 without a byte-order mark.",
    ),
    "not-utf-8": Wording(
        "文件不是 UTF-8 编码{guess}",
        "the file is not encoded in UTF-8{guess_en}",
        "用编辑器打开，另存为 UTF-8。",
        "Open it in an editor and save it as UTF-8.",
    ),
    "empty-file": Wording("文件是空的", "the file is empty", "填写内容，或删去文件。", "Fill it in, or remove it."),
    "tab": Wording("用制表符缩进", "indented with a tab", "把制表符换成空格。", "Replace the tab with spaces."),
    "yaml-syntax": Wording(
        "YAML 写法有误：{reason}",
        "not YAML: {reason_en}",
        "检查这一行和上一行的缩进、冒号、引号与括号。",
        "Check indentation, colons, quotes and brackets of this line and the one above.",
    ),
    "yaml-documents": Wording(
        "一个文件里有几份 YAML 文档",
        "the file holds several YAML documents",
        "删去“---”，或分成几个文件。",
        "Remove the ---, or use several files.",
    ),
    "yaml-tag": Wording(
        "不接受 YAML 标签“{tag}”", "the YAML tag {tag} is not accepted", "删去标签。", "Remove the tag."
    ),
    "yaml-key": Wording(
        "键必须是文字", "a key must be text", "键写成一个词，如 title。", "Write the key as a word, such as title."
    ),
    "merge-key": Wording(
        "不接受“<<”合并",
        "the merge key << is not accepted",
        "把内容写全，或用 extends。",
        "Write the content out, or use extends.",
    ),
    "alias-unknown": Wording(
        "没有名为“{name}”的锚", "there is no anchor {name}", "先用 &{name} 标出。", "Mark it first with &{name}."
    ),
    "alias-circle": Wording(
        "锚“{name}”引用了自身", "the anchor {name} refers to itself", "把内容写全。", "Write the content out."
    ),
    "too-many-values": Wording(
        "展开后的值超过 {limit} 个",
        "more than {limit} values once aliases are expanded",
        "少用锚与别名。",
        "Use fewer anchors and aliases.",
    ),
    "too-deep": Wording("嵌套超过 {limit} 层", "nested more than {limit} levels deep", "减少嵌套。", "Nest less."),
    "number-not-finite": Wording(
        "“{text}”不是有限的数", "{text} is no finite number", "写一个普通的数。", "Write a plain number."
    ),
    "not-text": Wording(
        "文字里有不能使用的字符 {character}",
        "the text holds the character {character}, which cannot be used",
        "删去这个字符。",
        "Remove that character.",
    ),
    "duplicate-key": Wording(
        "键“{key}”在第 {line} 行已经写过",
        "the key {key} was written before, in line {line}",
        "只留一个。",
        "Keep one of them.",
    ),
    "json-syntax": Wording(
        "JSON 写法有误：{reason}",
        "not JSON: {reason_en}",
        "检查这里的逗号、引号与括号。",
        "Check commas, quotes and brackets here.",
    ),
    "csv-columns": Wording(
        "CSV 缺少“{column}”列",
        "the CSV has no column {column}",
        "首行写 code,title，可加 parent。",
        "Let the first line say code,title and perhaps parent.",
    ),
    "csv-broken": Wording(
        "从这一行起的引号没有写完，或引号后面还有字",
        "a quote that begins in this line is not closed, or something follows it",
        "补上引号；单元格里的引号写两个。",
        "Close the quote; write a quote within a cell twice.",
    ),
    "csv-row": Wording(
        "这一行的列数与首行不同",
        "this line has not as many columns as the first",
        "补齐或删去多余的逗号。",
        "Add or remove commas.",
    ),
}
