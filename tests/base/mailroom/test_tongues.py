"""Replies from mail programs in many languages: the writer's words stay, what her program put around them goes."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from goodstanding.base.mailroom.inbound import kinds, reading
from goodstanding.base.mailroom.inbound.reading import Incoming
from goodstanding.base.mailroom.states import MailKind

WORDS = "Hello Sam,\n\nthe parcel was found."
ANSWERED = "Your case 82K-R0J is open\n\nWe have what you sent."
DESK = "Northmarket <cases+case.82kr0j.2@market.example>"

OUTLOOK = {
    "Arabic": ("من", "تم الإرسال", "إلى", "الموضوع"),
    "Bulgarian": ("От", "Изпратено", "До", "Относно"),
    "Chinese, simplified": ("发件人", "发送时间", "收件人", "主题"),
    "Chinese, traditional": ("寄件者", "寄件日期", "收件者", "主旨"),
    "Croatian": ("Šalje", "Poslano", "Prima", "Predmet"),
    "Czech": ("Od", "Odesláno", "Komu", "Předmět"),
    "Danish": ("Fra", "Sendt", "Til", "Emne"),
    "Finnish": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "Greek": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "Hebrew": ("מאת", "נשלח", "אל", "נושא"),
    "Hungarian": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "Korean": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "Polish": ("Od", "Wysłano", "Do", "Temat"),
    "Portuguese": ("De", "Enviada em", "Para", "Assunto"),
    "Romanian": ("De la", "Trimis", "Către", "Subiect"),
    "Russian": ("От", "Отправлено", "Кому", "Тема"),
    "Slovak": ("Od", "Odoslané", "Komu", "Predmet"),
    "Turkish": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "Ukrainian": ("Від", "Надіслано", "Кому", "Тема"),
    "Vietnamese": ("Từ", "Đã gửi", "Đến", "Chủ đề"),
}
GMAIL = {
    "Arabic": f"في الاثنين، 23 نوفمبر 2026 في 12:30 م كتب {DESK}:",
    "Chinese, simplified": f"{DESK} 于2026年11月23日周一 12:30写道:",
    "Chinese, traditional": f"{DESK} 於 2026年11月23日 週一 下午12:30寫道:",
    "Czech": f"po 23. 11. 2026 v 12:30 odesílatel {DESK} napsal:",
    "Danish": f"Den man. 23. nov. 2026 kl. 12.30 skrev {DESK}:",
    "Dutch": f"Op ma 23 nov 2026 om 12:30 schreef {DESK}:",
    "English": f"On Mon, Nov 23, 2026 at 12:30 PM {DESK} wrote:",
    "Greek": f"Στις Δευ 23 Νοε 2026 στις 12:30 μ.μ., ο χρήστης {DESK} έγραψε:",
    "Hebrew": f"\u202bבתאריך יום ב׳, 23 בנוב׳ 2026 ב-12:30 מאת \u202a{DESK}\u202c\u200f:\u202c",
    "Hungarian": f"{DESK} ezt írta (időpont: 2026. nov. 23., H, 12:30):",
    "Korean": f"2026년 11월 23일 (월) 오후 12:30, {DESK}님이 작성:",
    "Norwegian": f"man. 23. nov. 2026 kl. 12:30 skrev {DESK}:",
    "Polish": f"pon., 23 lis 2026 o 12:30 {DESK} napisał(a):",
    "Portuguese": f"Em seg., 23 de nov. de 2026 às 12:30, {DESK} escreveu:",
    "Romanian": f"În lun., 23 nov. 2026 la 12:30, {DESK} a scris:",
    "Russian": f"пн, 23 нояб. 2026 г. в 12:30, {DESK}:",
    "Swedish": f"Den mån 23 nov. 2026 kl 12:30 skrev {DESK}:",
    "Turkish": f"{DESK}, 23 Kas 2026 Pzt, 12:30 tarihinde şunu yazdı:",
    "Ukrainian": f"пн, 23 лист. 2026 р. о 12:30 {DESK} пише:",
}
ORIGINAL = (
    "Исходное сообщение", "Původní zpráva", "Eredeti üzenet", "Alkuperäinen viesti", "原始邮件", "原始郵件", "원본 메시지",
    "Orijinal İleti", "Αρχικό μήνυμα", "Oprindelig meddelelse", "Opprinnelig melding", "Mesaj original", "Wiadomość oryginalna",
)  # fmt: skip
DEVICES = (
    "Enviado do meu iPhone", "Wysłane z iPhone'a", "Отправлено с iPhone", "Skickat från min iPhone", "Sendt fra min iPhone",
    "Lähetetty iPhonesta", "Odesláno z iPhonu", "Elküldve az iPhone-omról", "iPhone'umdan gönderildi", "发自我的iPhone",
    "從我的 iPhone 傳送", "나의 iPhone에서 보냄", "أُرسلت من الـ iPhone", "Verstuurd vanaf mijn iPhone",
    "Trimis de pe iPhone-ul meu",
    "Στάλθηκε από το iPhone μου", "נשלח מה-iPhone שלי", "Outlook voor Android downloaden", "Obtener Outlook para iOS",
    "Pobierz aplikację Outlook dla systemu iOS", "Отправлено из Яндекс.Почты для мобильных устройств", "Sent from my Galaxy",
)  # fmt: skip
AWAY = (
    "Fuera de la oficina: x", "Resposta automática: x", "Automatyczna odpowiedź: x", "Automatisk svar: x", "Automatiskt svar: x",
    "Automaattinen vastaus: x", "Automatická odpověď: x", "Automatikus válasz: x", "Автоматический ответ: x", "Otomatik Yanıt: x",
    "自动回复: x", "自動回覆: x", "자동 회신: x", "رد تلقائي: x", "Αυτόματη απάντηση: x", "Răspuns automat: x", "Buiten kantoor: x",
    "תשובה אוטומטית: x", "Away from the office: x", "不在通知: x",
)  # fmt: skip


def read(body: str, subject: str = "Re: [82K-R0J] Parcel") -> Incoming:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "alice@example.com", subject
    mail.set_content(body)
    return reading.read(mail.as_bytes())


@pytest.mark.parametrize("tongue", OUTLOOK)
@pytest.mark.parametrize("ruler", ["", "________________________________\n"])
def test_an_answered_mail_of_outlook_goes_in_any_of_its_languages(tongue: str, ruler: str) -> None:
    sender, sent, to, subject = OUTLOOK[tongue]
    head = f"{sender}: {DESK}\n{sent}: 23. 11. 2026 12:30\n{to}: Alice <alice@example.com>\n{subject}: [82K-R0J] Parcel"

    assert read(f"{WORDS}\n\n{ruler}{head}\n\n{ANSWERED}").shown == WORDS


@pytest.mark.parametrize("tongue", GMAIL)
def test_a_line_above_a_quote_goes_whole_or_broken(tongue: str) -> None:
    quoted = "\n".join(f"> {line}" for line in ANSWERED.split("\n"))

    for above in (GMAIL[tongue], GMAIL[tongue].replace("<", "<\n")):
        assert read(f"{WORDS}\n\n{above}\n\n{quoted}\n").shown == WORDS
    assert read(f"{WORDS}\n\n{GMAIL[tongue]}\n{ANSWERED}\n").shown == WORDS


@pytest.mark.parametrize("words", ORIGINAL)
def test_what_follows_an_original_message_goes(words: str) -> None:
    assert read(f"{WORDS}\n\n-----{words}-----\n\n{ANSWERED}").shown == WORDS


@pytest.mark.parametrize("line", DEVICES)
def test_a_line_of_a_device_goes(line: str) -> None:
    assert read(f"{WORDS}\n\n{line}\n").shown == WORDS


@pytest.mark.parametrize(
    "own",
    [
        "We sent these to verify@bank.example on 12.11.2026:\n- passport\n- statement",
        "I called at 12:30 and they wrote to depot@redline.example:\nno scan",
        "De: Lyon\nA: Paris\nDate: 12.11.2026 was the promise",
        "Data: 12.11.2026\nA: 12 parcels\nDo: 31 parcels",
        "Enviado al comprador el iPhone de la caja",
        "从iPhone盒子里发现碎片",
        "Wysłane do magazynu w piątek",
        "Get the outlook of our sales from the report",
    ],
)
def test_words_of_her_own_that_look_alike_stay(own: str) -> None:
    assert read(f"{WORDS}\n\n{own}").shown == f"{WORDS}\n\n{own}"


@pytest.mark.parametrize("subject", AWAY)
def test_who_is_away_is_known_in_any_language(subject: str) -> None:
    assert (
        kinds.kind_of(read("Until Monday", subject), envelope_from="a@b.example", own_addresses=())
        == MailKind.AUTO_REPLY
    )


def test_a_mail_that_is_only_signed_is_not_said_to_be_encrypted() -> None:
    mail = EmailMessage()
    mail["From"] = "alice@example.com"
    mail.set_content(b"0\x80", maintype="application", subtype="pkcs7-mime", params={"smime-type": "signed-data"})

    (remark,) = reading.read(mail.as_bytes()).remarks

    assert "signed as clear text" in remark
    assert "encrypted" not in remark
