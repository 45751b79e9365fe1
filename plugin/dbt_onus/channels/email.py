"""`channel: email`: one mail per message, as text and HTML, in one thread per episode.

The mail server is named in onus.yml and may stand in a private network, where most do. A connection without TLS
carries no password. What ends after the text was handed over is ambiguous; the Message-ID is made of the
notification's key, so mailboxes that drop a second mail with the same one can.
"""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from email.utils import format_datetime, parseaddr
from html import escape

from dbt_onus.channels.sending import Repeats, Sending, refused
from dbt_onus.channels.wording import Wording, text_of, worded
from dbt_onus.core.deliveries import Attempt
from dbt_onus.core.messages import Message, Severity
from dbt_onus.core.notifications import Notification
from dbt_onus.core.plain import cut, plain, unlinked
from dbt_onus.core.receivers import Receiver, Traits

SUBJECT = 200
#: 7-bit, so that every server takes it as it is.
_POLICY = MAIL.clone(cte_type="7bit")


def render(
    message: Message, notification: Notification, sender: str, to: tuple[str, ...], *, repeat: bool = False
) -> EmailMessage:
    """The mail. The same notification is the same mail, byte for byte."""
    wording = worded(message, repeat=repeat)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "onus.invalid"
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = cut(f"[onus] {unlinked(wording.title)}", SUBJECT)
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = _mail_id(notification.key, domain)
    if notification.sequence > 1 and not message.is_digest:
        first = _mail_id(f"{notification.thread}-1", domain)
        mail["In-Reply-To"] = first
        mail["References"] = first
    # no out-of-office answers to a machine (RFC 3834)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Onus-Incident"] = plain(message.incident_id, 40).encode("ascii", "replace").decode()
    if message.severity is Severity.CRITICAL and not message.reason.closes:
        mail["Importance"] = "high"
    mail.set_content(unlinked(text_of(wording)))
    mail.add_alternative(_html(wording), subtype="html")
    mail.set_boundary(f"onus-{_digest(notification.key)}")
    return mail


def _mail_id(key: str, domain: str) -> str:
    return f"<onus.{_digest(key)}@{domain}>"


def _digest(key: str) -> str:
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _html(wording: Wording) -> str:
    return f'<html><body style="font-family:sans-serif">\n{_section(wording, "h2")}</body></html>\n'


def _section(wording: Wording, heading: str) -> str:
    lines = [f"<{heading}>{_text(wording.title)}</{heading}>"]
    lines += [f"<p>{_text(wording.lead)}</p>"] if wording.lead else []
    rows = [(fact.name, _text(fact.says)) for fact in wording.facts]
    rows += [(f"evidence {number}", _text(line)) for number, line in enumerate(wording.evidence, start=1)]
    rows += [(command.name, f"<code>{_text(command.says)}</code>") for command in wording.commands]
    cells = [f'<tr><td valign="top"><b>{_text(name)}</b></td><td>{html}</td></tr>' for name, html in rows]
    lines += ["<table>", *cells, "</table>"] if cells else []
    lines += [_section(part, "h3").rstrip("\n") for part in wording.parts]
    lines += [f"<p>{_text(wording.more)}</p>"] if wording.more else []
    return "\n".join([*lines, f"<p><small>{_text(wording.foot)}</small></p>", ""])


def _text(text: str) -> str:
    return escape(unlinked(text))


def _mailbox(address: str) -> str:
    """The bare address. What could end a line of SMTP or begin another one is refused."""
    mailbox = parseaddr(address)[1] if address.isprintable() else ""
    if not mailbox or not mailbox.isascii() or not mailbox.isprintable() or set(mailbox) & set(' <>,;"\\'):
        raise refused(f"{plain(address, 80)} is not a mail address that can be written to")
    return mailbox


class Email:
    """A mail server, by SMTP."""

    name = "email"
    traits = Traits()

    def repeats(self, _: Receiver) -> Repeats:
        """Most mailboxes show a second mail with the same Message-ID again."""
        return Repeats.BLIND

    def send(self, sending: Sending) -> Attempt:
        """Hand it over to the server."""
        from dbt_onus.channels.smtp import Envelope, hand_over, server_of

        settings = sending.settings
        sender, to = settings.text("from"), settings.texts("to")
        mailboxes = [_mailbox(address) for address in (sender, *to)]
        mail = render(sending.message, sending.notification, sender, to, repeat=sending.repeat)
        envelope = Envelope(sender=mailboxes[0], to=tuple(mailboxes[1:]), data=mail.as_bytes())
        return hand_over(envelope, server_of(settings), sending.deadline)


SENDER = Email()
