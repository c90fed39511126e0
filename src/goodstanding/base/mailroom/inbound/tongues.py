"""The words that mail programs put around a reply, in the languages they speak (ADR 211).

Only words: `quoting`, `kinds` and `reading` decide.

Taken from what Outlook, Gmail, Apple Mail, Thunderbird, GMX, QQ and Yandex write. A language that is missing costs nothing but
length: its quotes and signatures stay in the text.
"""

from __future__ import annotations

# The line of a header block that names the sender.
FROM = (
    "from", "von", "de", "da", "van", "från", "fra", "od", "expéditeur", "remitente", "mittente", "afzender", "lähettäjä",
    "odesílatel", "feladó", "от", "от кого", "від", "від кого", "kimden", "gönderen", "de la", "από", "šalje", "pošiljatelj",
    "từ", "dari", "差出人", "发件人", "發件人", "寄件者", "寄件人", "보낸 사람", "보낸사람", "من", "מאת",
)  # fmt: skip
SUBJECT = (
    "subject", "betreff", "objet", "asunto", "oggetto", "onderwerp", "assunto", "ämne", "emne", "aihe", "temat", "předmět",
    "predmet", "tárgy", "тема", "относно", "konu", "subiect", "θέμα", "chủ đề", "perihal", "件名", "主题", "主旨", "主題", "제목",
    "الموضوع", "נושא",
)  # fmt: skip
# Its other lines: when, to whom, copies.
MORE = (
    "sent", "date", "to", "cc", "bcc", "reply-to", "gesendet", "datum", "an", "kopie", "envoyé", "date d['’]envoi", "à", "enviado",
    "enviado el", "enviado em", "enviada em", "enviada", "fecha", "data", "para", "inviato", "a", "verzonden", "aan", "skickat",
    "till", "kopia", "sendt", "dato", "til", "lähetetty", "päivämäärä", "vastaanottaja", "kopio", "wysłano", "do", "dw", "odesláno",
    "komu", "odoslané", "elküldve", "dátum", "címzett", "másolatot kap", "отправлено", "дата", "кому", "копия", "надіслано",
    "копія", "изпратено", "до", "gönderildi", "gönderilme", "tarih", "kime", "bilgi", "trimis", "către", "στάλθηκε", "ημερομηνία",
    "προς", "κοιν", "poslano", "prima", "đã gửi", "ngày", "đến", "dikirim", "kepada", "送信日時", "日付", "日時", "宛先",
    "发送时间", "发送日期", "日期", "收件人", "抄送", "寄件日期", "傳送時間", "收件者", "副本", "보낸 날짜", "날짜", "받는 사람",
    "참조", "تم الإرسال", "التاريخ", "إلى", "نسخة", "נשלח", "תאריך", "אל", "עותק",
)  # fmt: skip

# "Original message" and "forwarded message", between dashes.
ORIGINAL = (
    "original message", "original mail", "reply message", "ursprüngliche nachricht", "originalnachricht", "original-nachricht",
    "message d['’]origine", "message original", "mensaje original", "mensagem original", "messaggio originale",
    "oorspronkelijk bericht", "oryginalna wiadomość", "wiadomość oryginalna", "ursprungligt meddelande", "original meddelelse",
    "oprindelig meddelelse", "opprinnelig melding", "alkuperäinen viesti", "původní zpráva", "pôvodná správa", "eredeti üzenet",
    "исходное сообщение", "оригинальное сообщение", "вихідне повідомлення", "orijinal ileti", "orijinal i̇leti", "özgün ileti",
    "orijinal mesaj", "mesaj original", "mesajul original", "αρχικό μήνυμα", "元のメッセージ", "原始邮件", "原始郵件", "原始信件",
    "原邮件", "원본 메시지", "원본 메일", "الرسالة الأصلية", "הודעה מקורית", "tin nhắn gốc",
)  # fmt: skip
FORWARDED = (
    "forwarded message", "begin forwarded message", "forwarded mail", "fwd by", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "message transféré", "début du message transféré", "début du message réexpédié",
    "mensaje reenviado", "mensagem encaminhada", "messaggio inoltrato", "inizio messaggio inoltrato", "doorgestuurd bericht",
    "przekazana wiadomość", "wiadomość przekazana", "vidarebefordrat meddelande", "videresendt meddelelse", "videresendt melding",
    "välitetty viesti", "edelleenlähetetty viesti", "přeposlaná zpráva", "továbbított üzenet", "пересылаемое сообщение",
    "пересланное сообщение", "переслане повідомлення", "iletilen ileti", "iletilmiş mesaj", "mesaj redirecționat",
    "προωθημένο μήνυμα", "転送メッセージ", "転送されたメッセージ", "转发的邮件", "转发邮件", "轉寄郵件", "전달된 메시지",
    "رسالة معاد توجيهها", "הודעה שהועברה",
)  # fmt: skip

# How the line above an answered mail ends: "… wrote".
WROTE = (
    "wrote", "writes", "schrieb.{0,80}", "geschrieben", "a écrit", "escribió", "ha scritto", "schreef.{0,80}", "escreveu",
    r"skrev.{0,80}", "kirjoitti", "pisze", r"napisał\(?a?\)?", "napsala?", "napísala?", "ezt írta.{0,60}", "írta",
    r"написала?\(?а?\)?", "пишет", "пише", "написав", "şunu yazdı", "yazdı", "a scris", "έγραψε", "viết",
    "さんは書きました", "のメール", "写道", "寫道", "님이 작성", "كتب.{0,80}", "כתב.{0,80}",
)  # fmt: skip

# How the line above an answered mail begins: "On Tuesday, …"; a day of the week is enough.
OPENERS = (
    "on ", "am ", "le ", "el ", "il ", "op ", "em ", "den ", "dnia ", "w dniu ", "dne ", "at ", "在 ", "в ",
    "mo", "di", "mi", "do", "fr", "sa", "so", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "gesendet",
)  # fmt: skip
# The same where the answered mail goes on behind it: how such a line begins, and its verb.
RUN_ON_OPENERS = ("on", "am", "le", "el", "il")
RUN_ON_WROTE = ("wrote", "schrieb", "a écrit", "escribió", "ha scritto")

# Whole lines that a device adds below every mail.
DEVICE_LINES = (
    r"sent from (?:my|the|yahoo|outlook|mail|proton|samsung|mailbox|gmail)\b.{0,80}", "sent (?:via|with) .{0,60}",
    "get (?:outlook|bluemail|aqua mail) for .{0,60}", r"(?:diese nachricht wurde )?von meinem .{1,60} gesendet\W*",
    "gesendet (?:von|mit|über) .{0,60}", "hol(?:e|en) (?:dir|sie sich) .{0,40}",
    "outlook (?:für|voor) (?:ios|android) (?:beziehen|downloaden).{0,60}",
)  # fmt: skip
# What a device adds below: how such a line begins, and how it ends where the verb comes last.
SENT_FROM = (
    "enviado (?:do|desde|de|a partir|pelo)", "enviada (?:do|de)", "inviato d(?:a|al|all)", "envoyé (?:de|depuis|à partir|via)",
    "verzonden (?:vanaf|met|via|van)", "verstuurd (?:vanaf|met|via|van)", r"wysłan\w* (?:z|ze|za)",
    "отправлено (?:с|со|из|через)", "(?:відправлено|надіслано) (?:з|із|через)", "skickat (?:från|med)", "sendt (?:fra|med)",
    r"lähetetty (?=.{0,40}(?:sta|stä|lta|ltä)\b)", "odesláno (?:z|ze)", "odoslané (?:z|zo)",
    r"(?:el)?küldve (?=.{0,40}(?:ról|ről|ból|ből)\b)", "trimis (?:de pe|din|de la)", "στάλθηκε από", "изпратено от",
    "poslano (?:s|iz)", "đã gửi từ", "gửi từ", "dikirim dari", "发自", "發自", "נשלח מ.{0,3}", "أ?ُ?رسلت? من",
)  # fmt: skip
SENT_BEHIND = ("gönderildi", "から送信", "보냄", "发送", "傳送", "传送")
FETCH = (
    "obtenir", "télécharger", "téléchargez", "obtener", "descargar", "obter", "obtenha", "baixar", "hämta", "hent", "last ned",
    "pobierz", "scarica", "ottieni", "lataa", "stáhnout", "získat", "letöltés", "скачать", "загрузить", "отримати",
    "завантажити", "获取", "取得", "下載", "下载",
)  # fmt: skip
DEVICES = (
    "iphon", "ipad", "ios", "android", "galaxy", "samsung", "huawei", "xiaomi", "redmi", "oppo", "vivo", "pixel", "blackberry",
    "windows", "outlook", "yahoo", "gmail", "bluemail", "яндекс", r"mail\.ru", "qq", "网易", "smartphone", "tablet",
    "スマートフォン", "телефон",
)  # fmt: skip

# How the subject of an automatic reply begins.
AWAY = (
    "automatic reply", "auto(?:matic)?[- ]?repl[yi]", "auto:", "auto[- ]?response", "out of (?:the )?office",
    "away from (?:the|my) (?:office|desk)",
    "automatische antwort", "abwesenheit(?:snotiz|sassistent)?", "abwesend", "réponse automatique", "absence (?:du bureau)?",
    "absente? du bureau", "respuesta automática", "fuera de (?:la )?oficina", "risposta automatica", "fuori (?:ufficio|sede)",
    "automatisch antwoord", "afwezig", "buiten kantoor", "resposta automática", "ausência temporária", "fora do escritório",
    "autosvar", "automatiskt? svar", "frånvaro", "frånvarande", "automaattinen vastaus", "poissaolo", "automatyczna odpowiedź",
    "automatická odpově[ďd]", "automatická odpoveď", "automatikus válasz", "házon kívül", "автоматический ответ", "автоответ",
    "автоматична відповідь", "автоматичен отговор", "automatski odgovor", "otomatik yanıt", "ofis dışında", "răspuns automat",
    "αυτόματη απάντηση", "trả lời tự động", "自動応答", "自動返信", "不在", "自动回复", "自動回覆", "자동 (?:회신|응답)", "부재중",
    "رد تلقائي", "תשובה אוטומטית",
)  # fmt: skip
# What stands in the subject of a mail that says that another one did not arrive.
FAILED = (
    "undeliver", "delivery (?:status|failure|has failed)", "returned mail", "mail delivery", "unzustellbar",
)  # fmt: skip
# How the subject of a forwarded mail begins.
PASSED_ON = (
    "fwd?", "wg", "tr", "rv", "i", "enc", "doorst", "vb", "fs", "pd", "vl", "ilt", "továbbítás", "转发", "轉寄", "転送", "전달",
    "הועבר",
)  # fmt: skip
