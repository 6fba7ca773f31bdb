//! What a refusal of the mail relay is about: the mailbox, or us. The code alone does not say it:
//! `550` is an unknown mailbox for one relay and too many mails from one address for another. So
//! the step that was refused counts first, then the enhanced code (RFC 3463), then the words. Only
//! what speaks of the mailbox is about the mailbox; whatever else it is, it is worth another try.

use super::MailError;

/// A step of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SmtpStage {
    /// Greeting, EHLO, STARTTLS.
    Connection,
    /// AUTH.
    Authentication,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Receiver,
    /// DATA.
    Data,
    /// The message itself.
    Content,
}

impl SmtpStage {
    /// As it is called in logs.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Authentication => "AUTH",
            Self::Sender => "MAIL FROM",
            Self::Receiver => "RCPT TO",
            Self::Data => "DATA",
            Self::Content => "end of DATA",
        }
    }

    /// Whether the relay had heard of the receiver by then.
    const fn knows_receiver(self) -> bool {
        matches!(self, Self::Receiver | Self::Data | Self::Content)
    }
}

/// Words about who sends, how often and what, or about how the relay is set up.
const ABOUT_US: &[&str] = &[
    "frequen",
    "too many",
    "too fast",
    "too quickly",
    "limit",
    "rate",
    "throttl",
    "exceed",
    "authen",
    "authoriz",
    "authoris",
    "credential",
    "login",
    "log in",
    "sender",
    "from address",
    "mail from",
    "your ip",
    "ip address",
    "client host",
    "connect",
    "relay",
    "spam",
    "black",
    "blocklist",
    "blocked",
    "block list",
    "listed",
    "reputation",
    "policy",
    "spf",
    "dkim",
    "dmarc",
    "ptr",
    "reverse dns",
    "content",
    "virus",
    "suspicious",
    "greylist",
    "graylist",
    "later",
    "temporar",
    "频率",
    "频繁",
    "过多",
    "限制",
    "垃圾",
    "发件",
    "认证",
    "授权",
    "连接",
];

/// Words about the receiver.
const ABOUT_MAILBOX: &[&str] = &[
    "mailbox",
    "recipient",
    "user",
    "account",
    "no such",
    "does not exist",
    "doesn't exist",
    "not exist",
    "address rejected",
    "invalid address",
    "unknown address",
    "unrouteable",
    "unroutable",
    "over quota",
    "quota exceeded",
    "邮箱",
    "收件",
    "用户",
    "帐号",
    "账号",
];

/// What follows from a negative answer. Its words may repeat the receiver's address, so they are
/// kept only from steps at which the relay did not know it.
pub(super) fn judge(stage: SmtpStage, code: u16, said: &str) -> MailError {
    let words = without_addresses(said).to_lowercase();
    // A full mailbox is no limit of ours.
    let without_quota = words
        .replace("quota exceeded", "full")
        .replace("exceeded quota", "full");
    let about_us = ABOUT_US.iter().find(|word| without_quota.contains(**word));
    let mut what = format!("SMTP {code} at {}", stage.name());
    if !stage.knows_receiver() {
        let said = one_line(&without_addresses(said));
        if !said.is_empty() {
            what.push_str(": ");
            what.push_str(&said);
        }
    } else if let Some(word) = about_us {
        what.push_str(&format!(" ({word})"));
    }
    match code {
        500.. if stage.knows_receiver() && is_about_mailbox(&words, about_us.is_some()) => {
            MailError::Refused(what)
        }
        500.. => MailError::NotTakenFromUs(what),
        _ => MailError::Unavailable(what),
    }
}

fn is_about_mailbox(words: &str, speaks_of_us: bool) -> bool {
    match enhanced(words) {
        // No such mailbox, domain or name; the mailbox moved; a domain that takes no mail.
        Some((1, 1 | 2 | 3 | 6 | 10)) => true,
        // It is closed, full, or takes nothing now.
        Some((2, _)) => !speaks_of_us,
        // The sender's address; the relay itself; what was said to it; the message; policy.
        Some((1, 7 | 8) | (3 | 5 | 6 | 7, _)) => false,
        _ => !speaks_of_us && ABOUT_MAILBOX.iter().any(|word| words.contains(word)),
    }
}

/// Subject and detail of an enhanced code at the beginning.
fn enhanced(words: &str) -> Option<(u16, u16)> {
    let first = words.split_whitespace().next()?;
    let mut parts = first.trim_start_matches('#').splitn(3, '.');
    if !matches!(parts.next()?, "4" | "5") {
        return None;
    }
    let subject = parts.next()?.parse().ok()?;
    Some((subject, parts.next()?.parse().ok()?))
}

/// Without anything that could be an address: whoever chose it must not have a say in this.
fn without_addresses(said: &str) -> String {
    let mut kept = String::with_capacity(said.len());
    let mut rest = said;
    while let Some((before, after)) = rest.split_once('<') {
        kept.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let words = kept.split_whitespace().filter(|word| !word.contains('@'));
    words.collect::<Vec<_>>().join(" ")
}

/// The beginning of an answer, fit for a log.
fn one_line(said: &str) -> String {
    super::template::one_line(said).chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAILBOX: [(SmtpStage, u16, &str); 15] = [
        (
            SmtpStage::Receiver,
            550,
            "5.1.1 <zhang@example.com>: Recipient address rejected: User unknown in relay recipient table",
        ),
        (
            SmtpStage::Receiver,
            550,
            "Mailbox not found. http://service.mail.qq.com/cgi-bin/help?id=20022",
        ),
        (
            SmtpStage::Receiver,
            550,
            "User not found: zhang@example.com",
        ),
        (SmtpStage::Receiver, 550, "Invalid User: zhang"),
        (
            SmtpStage::Receiver,
            550,
            "Requested action not taken: mailbox unavailable",
        ),
        (SmtpStage::Receiver, 550, "No such user here"),
        (
            SmtpStage::Receiver,
            551,
            "User not local; please try <zhang@other.example>",
        ),
        (SmtpStage::Receiver, 552, "5.2.2 Over quota"),
        (SmtpStage::Receiver, 552, "5.2.2 mailbox quota exceeded"),
        (
            SmtpStage::Receiver,
            553,
            "sorry, that recipient is not in my list (#5.7.1)",
        ),
        (
            SmtpStage::Receiver,
            550,
            "5.1.10 RESOLVER.ADR.RecipientNotFound",
        ),
        (
            SmtpStage::Receiver,
            550,
            "5.2.1 The email account that you tried to reach is disabled",
        ),
        (SmtpStage::Receiver, 550, "收件人不存在"),
        (SmtpStage::Content, 550, "Mailbox not found"),
        (SmtpStage::Data, 554, "5.1.1 no valid recipients"),
    ];

    const US: [(SmtpStage, u16, &str); 22] = [
        (SmtpStage::Connection, 554, "5.7.1 your IP is blocked"),
        (
            SmtpStage::Authentication,
            535,
            "Error: authentication failed",
        ),
        (
            SmtpStage::Sender,
            553,
            "Mail from must equal authorized user",
        ),
        (SmtpStage::Sender, 550, "User suspended"),
        (SmtpStage::Sender, 501, "5.1.7 Invalid address"),
        (SmtpStage::Sender, 550, "5.1.1 mailbox unknown"),
        (SmtpStage::Sender, 530, "5.7.0 authenticate first"),
        (SmtpStage::Receiver, 550, "Ip frequency limited"),
        (SmtpStage::Receiver, 550, "Domain frequency limited"),
        (
            SmtpStage::Receiver,
            550,
            "Connection frequency limited to this mailbox",
        ),
        (
            SmtpStage::Receiver,
            550,
            "Too many recipients from this user",
        ),
        (
            SmtpStage::Receiver,
            554,
            "5.7.1 <zhang@example.com>: Relay access denied",
        ),
        (SmtpStage::Receiver, 550, "5.7.1 Unable to relay"),
        (
            SmtpStage::Receiver,
            553,
            "sorry, that domain isn't in my list of allowed rcpthosts",
        ),
        (
            SmtpStage::Receiver,
            550,
            "5.7.26 This mail is unauthenticated: mailbox refuses it",
        ),
        (SmtpStage::Receiver, 550, "SPF check failed for user"),
        (
            SmtpStage::Receiver,
            550,
            "5.2.1 The user is receiving mail at a rate that prevents additional messages",
        ),
        (
            SmtpStage::Receiver,
            550,
            "<no.such.user@example.com> rejected",
        ),
        (SmtpStage::Receiver, 550, ""),
        (
            SmtpStage::Content,
            554,
            "DT:SPM 163 smtp, spam to this mailbox",
        ),
        (SmtpStage::Content, 552, "5.3.4 message too big"),
        (
            SmtpStage::Content,
            550,
            "5.7.1 user message content rejected",
        ),
    ];

    #[test]
    fn only_what_speaks_of_the_mailbox_is_about_the_mailbox() {
        for (stage, code, said) in MAILBOX {
            let judged = judge(stage, code, said);
            assert!(
                matches!(judged, MailError::Refused(_)),
                "{code} {said}: {judged}"
            );
        }
        for (stage, code, said) in US {
            let judged = judge(stage, code, said);
            assert!(
                matches!(judged, MailError::NotTakenFromUs(_)),
                "{code} {said}: {judged}"
            );
        }
    }

    #[test]
    fn what_is_put_off_is_tried_again_whatever_it_says() {
        for (stage, _, said) in MAILBOX.into_iter().chain(US) {
            let judged = judge(stage, 451, said);
            assert!(
                matches!(judged, MailError::Unavailable(_)),
                "{said}: {judged}"
            );
        }
    }

    #[test]
    fn nobody_is_named_by_what_is_kept() {
        for (stage, code, said) in MAILBOX.into_iter().chain(US) {
            let kept = judge(stage, code, said).to_string();
            assert!(!kept.contains("zhang") && !kept.contains('@'), "{kept}");
        }
        let said = "Mail from\r\nmust equal <docket@portal.example> authorized user";
        assert_eq!(
            judge(SmtpStage::Sender, 553, said).to_string(),
            "the relay takes no mail from us: SMTP 553 at MAIL FROM: Mail from must equal \
             authorized user"
        );
        assert_eq!(
            judge(SmtpStage::Receiver, 550, "Ip frequency limited").to_string(),
            "the relay takes no mail from us: SMTP 550 at RCPT TO (frequen)"
        );
    }
}
