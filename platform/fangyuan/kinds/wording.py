"""What the platform says about an answer, in both languages: code -> (Chinese, English).

The one way of translating messages in `kinds` and `forms`: a message is a code of this table and a detail, a mapping
of words to texts. `Problem.message` is the Chinese text already filled; whoever shows English calls `say` with the
problem's code and detail. Titles and limits come out of packs and are filled in as they are.
"""

from collections.abc import Mapping

from fangyuan.model.kinds import Parsed

MESSAGES: dict[str, tuple[str, str]] = {
    "required": ("请填写“{title}”", "Fill in “{title}”"),
    "too-long": (
        "太长：最多 {limit} 个字，现在有 {length} 个字，请删减",
        "Too long: at most {limit} characters, now {length}",
    ),
    "too-short": ("太短：至少 {limit} 个字", "Too short: at least {limit} characters"),
    "not-an-integer": ("请填写整数，例如 12", "Write a whole number, such as 12"),
    "not-a-number": ("请填写数字，例如 12.5", "Write a number, such as 12.5"),
    "not-money": (
        "请填写金额，最多两位小数，例如 1234.50",
        "Write an amount with at most two decimals, such as 1234.50",
    ),
    "too-large-a-number": ("数字太大，请核对", "The number is too large; check it"),
    "too-many-digits": (
        "数字的位数太多，无法精确保存：最多 15 位有效数字",
        "Too many digits to be kept exactly: at most 15",
    ),
    "not-a-boolean": ("请选择“是”或“否”", "Choose yes or no"),
    "not-a-date": ("不是日期，请按 2026-02-10 的样子填写", "Not a date; write it like 2026-02-10"),
    "not-a-time": ("不是时间，请按 09:30 的样子填写", "Not a time; write it like 09:30"),
    "not-a-date-time": (
        "不是日期和时间，请按 2026-02-10 09:30 的样子填写",
        "Not a date and time; write it like 2026-02-10 09:30",
    ),
    "not-a-month": ("不是月份，请按 2026-02 的样子填写", "Not a month; write it like 2026-02"),
    "not-a-duration": (
        "不是时长，请按“15天”“5个工作日”“1个月”的样子填写",
        "Not a duration; write it like “15 days” or “1 month”",
    ),
    "not-an-option": ("“{value}”不在可选项中，请重新选择", "“{value}” is not among the options; choose again"),
    "several-options": (
        "有几个选项都叫“{value}”，请写代码：{options}",
        "Several options are called “{value}”; write the code: {options}",
    ),
    "not-offered": (
        "“{value}”现在不能选，可能已停用或不在可选范围，请重新选择",
        "“{value}” cannot be chosen now; it may be out of use. Choose again",
    ),
    "not-among": (
        "只能从“{list}”里选：{value}不在其中，请改选，或者先在“{list}”里选上",
        "Only one of “{list}”: {value} is not among them. Choose again, or choose it there first",
    ),
    "not-an-id-card": (
        "证件号码不对：身份证号为 18 位（末位可为 X）或 15 位，居住证为 81、82、83 开头的 18 位，请核对",
        "Not an identity number: 18 digits (the last may be X) or 15; permits begin with 81, 82 or 83",
    ),
    "id-card-checksum": (
        "校验位与号码不符，请对照证件核对；确认无误可以照样提交",
        "The check digit does not fit; compare with the card",
    ),
    "id-card-birth": (
        "号码里的出生日期不存在，请对照证件核对；确认无误可以照样提交",
        "The number holds a birth date that never was; compare with the card",
    ),
    "identity-differs": (
        "出生日期或性别与证件号码不一致，请核对；确认无误可以照样提交",
        "The birth date or the sex is not the one in the identity number; check it",
    ),
    "credit-code-checksum": (
        "统一社会信用代码的校验位与代码不符，请核对；确认无误可以照样提交",
        "The check character does not fit the code; compare with the licence",
    ),
    "not-a-document": (
        "不是证件号码，请填写身份证、居住证、永久居留证、护照或统一社会信用代码；没有证件可以不填",
        "Not the number of a card, permit, passport or organisation; it may be left empty",
    ),
    "not-a-sex": ("请选择性别", "Choose one of the options"),
    "not-a-date-range": (
        "不是起止日期，请按 2026-02-10 的样子填写开始和结束两个日期",
        "Not two dates; write them like 2026-02-10",
    ),
    "half-a-date-range": ("请把开始日期和结束日期都填上", "Write both the first day and the last"),
    "date-range-turned": ("结束日期早于开始日期，请核对", "The last day is before the first; check them"),
    "not-a-place": (
        "不是经纬度：纬度在 -90 到 90 之间，经度在 -180 到 180 之间，例如 35.2489 和 115.4637",
        "Not a place: latitude from -90 to 90, longitude from -180 to 180, such as 35.2489 and 115.4637",
    ),
    "half-a-place": ("请把纬度和经度都填上", "Write both latitude and longitude"),
    "not-a-phone": (
        "不是电话号码，请填写手机号或带区号的座机号，例如 13800000000、0530-1234567-801",
        "Not a phone number; write a mobile or a landline with its area code, such as 0530-1234567-801",
    ),
    "not-an-email": (
        "不是电子邮箱，请按 name@example.com 的样子填写",
        "Not an e-mail address; write it like name@example.com",
    ),
    "not-a-file": ("附件未上传成功，请重新选择文件", "The file was not uploaded; choose it again"),
    "file-type": ("不接受这种文件，请上传：{allowed}", "Files of this type are not accepted; upload: {allowed}"),
    "file-too-large": ("文件太大：最多 {limit}", "The file is too large: at most {limit}"),
    "file-type-named": (
        "“{name}”：不接受这种文件，请上传：{allowed}",
        "“{name}”: files of this type are not accepted; upload: {allowed}",
    ),
    "file-too-large-named": (
        "“{name}”太大：最多 {limit}，请压缩或拆分后再上传",
        "“{name}” is too large: at most {limit}; compress or split it",
    ),
    "file-empty": ("“{name}”是空的，请检查后重新上传", "“{name}” is empty; check it and upload it again"),
    "file-is-active": (
        "“{name}”是网页、SVG 图或程序，可能带有脚本，不能上传；请转成 PDF 或照片",
        "“{name}” is a web page, an SVG or a program and may hold scripts; turn it into a PDF or a picture",
    ),
    "file-is-another": (
        "“{name}”的内容不是 {ending} 文件，请用原来的程序重新保存后再上传",
        "“{name}” is no {ending} file inside; save it again with its own program",
    ),
    "file-damaged-picture": ("“{name}”打不开，图片可能已损坏，请重新拍照或扫描", "“{name}” is no readable picture"),
    "picture-too-large": (
        "“{name}”的尺寸太大（{width}×{height} 像素），请缩小后再上传",
        "“{name}” has too many pixels ({width}×{height}); make it smaller",
    ),
    "file-damaged-archive": (
        "“{name}”打不开，文件可能已损坏，请重新保存后再上传",
        "“{name}” cannot be opened; save it again",
    ),
    "archive-bomb": (
        "“{name}”解压后大得不正常，不能上传；请把里面的文件分别上传",
        "“{name}” unpacks to far more than it weighs; upload the files in it one by one",
    ),
    "too-many-files": (
        "文件太多：最多 {limit} 个，“{name}”没有收下",
        "Too many files: at most {limit}; “{name}” was not taken",
    ),
    "not-a-signature": ("签名不完整，请重新签名", "The signature is incomplete; sign again"),
    "not-drawn": (
        "请在框内签名；不方便手写的，可以选“本人确认签名”，或在纸上签名后上传照片",
        "Sign in the box; or confirm, or sign on paper and upload a picture",
    ),
    "wrong-type": ("填写的内容类型不对，请填写{wanted}", "Wrong type; write {wanted_en}"),
    "wrong-format": ("格式不对，请核对", "Wrong format; check it"),
    "too-small": ("不能小于 {limit}", "At least {limit}"),
    "too-large": ("不能大于 {limit}", "At most {limit}"),
    "not-above": ("必须大于 {limit}", "Must be more than {limit}"),
    "not-below": ("必须小于 {limit}", "Must be less than {limit}"),
    "not-a-multiple": ("必须是 {limit} 的倍数", "Must be a multiple of {limit}"),
    "pattern": ("格式不符合要求，请核对", "The text does not have the form that is asked for"),
    "pattern-too-slow": ("这段文字核对超时，请缩短后再试", "Checking this text took too long; shorten it"),
    "constant": ("这里只能是“{wanted}”", "This must be “{wanted}”"),
    "too-few-rows": ("至少要 {limit} 项，现在有 {length} 项", "At least {limit} are needed, now {length}"),
    "too-many-rows": ("最多 {limit} 项，现在有 {length} 项，请删减", "At most {limit}, now {length}"),
    "not-unique": ("有重复的项，请删去重复的", "Some entries are the same; remove the repeated ones"),
    "contains": ("没有一项符合要求，请核对", "No entry is what is asked for"),
    "contains-too-many": (
        "符合要求的项最多 {limit} 项，请核对",
        "At most {limit} entries may be of the kind that is limited",
    ),
    "too-many-alike": (
        "“{title}”为“{value}”的最多 {limit} 项，现在有 {length} 项，请核对",
        "At most {limit} entries may have “{value}” as “{title}”, now {length}",
    ),
    "too-few-answers": ("填写的内容太少，至少要填 {limit} 处", "Too little is filled in: at least {limit} places"),
    "too-many-answers": ("填写的内容太多，最多填 {limit} 处", "Too much is filled in: at most {limit} places"),
    "unknown-field": ("表单里没有“{name}”这一栏，请刷新页面后重试", "The form has no field “{name}”; reload the page"),
    "name-not-allowed": ("不能使用“{name}”这个名称", "The name “{name}” cannot be used"),
    "name-too-long": (
        "名称“{name}…”太长，最多 {limit} 个字",
        "The name “{name}…” is too long: at most {limit} characters",
    ),
    "no-variant-fits": ("填写的内容不符合任何一种允许的情形，请核对", "This fits none of the cases that are allowed"),
    "several-variants-fit": ("填写的内容同时符合几种情形，请核对", "This fits several cases at once; check it"),
    "forbidden": ("这样填写是不允许的，请核对", "This is not allowed; check it"),
    "not-finite": ("不是有效的数字", "Not a finite number"),
    "too-deep": ("内容嵌套太深，无法接收", "Nested too deeply to be accepted"),
    "not-an-object": ("内容的结构不对，请刷新页面后重试", "The structure is wrong; reload the page"),
}


def say(code: str, language: str, detail: Mapping[str, str]) -> str:
    """The message of a code in `zh` or `en`, filled; the empty text when the table does not know the code."""
    texts = MESSAGES.get(code)
    if texts is None:
        return ""
    text = texts[1] if language.startswith("en") else texts[0]
    for word, value in detail.items():
        text = text.replace("{" + word + "}", value)
    return text


def failed(code: str, /, **detail: str) -> Parsed:
    """What a kind gives for a text that it cannot read."""
    return Parsed(problem=say(code, "zh", detail), code=code, detail=detail)
