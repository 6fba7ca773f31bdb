//! The HTML part of a mail: styles on the elements, because mail programs drop others; tables,
//! because some know nothing else; colours for a dark screen where a program takes them. No picture
//! and nothing else is fetched from anywhere.

use domain::text::fill;

use super::template::{Content, MailBlock};

const PAGE: &str = r##"<!DOCTYPE html>
<html lang="{language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background-color: #0e161b !important; }
  .sheet { background-color: #18232a !important; border-color: #33434c !important; }
  .head, .fact { border-color: #33434c !important; }
  .ink { color: #e8eef1 !important; }
  .soft { color: #a9b8c0 !important; }
  .link { color: #8fd0e6 !important; }
  .button { background-color: #8fd0e6 !important; color: #0a2a35 !important; }
  .large { background-color: #22323b !important; color: #e8eef1 !important; }
}
@media (max-width: 479px) {
  .outer { padding: 0 !important; }
  .sheet { border-left: 0 !important; border-right: 0 !important; border-radius: 0 !important; }
  .inset { padding-left: 20px !important; padding-right: 20px !important; }
  .button { display: block !important; text-align: center !important; }
}
</style>
</head>
<body class="ground" style="margin:0;padding:0;background-color:#f3f6f7;-webkit-text-size-adjust:100%">
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f3f6f7">
<tr><td class="outer" align="center" style="padding:24px 12px">
<table role="presentation" class="sheet" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background-color:#ffffff;border:1px solid #d9e1e4;border-radius:10px;border-collapse:separate;font-family:system-ui,-apple-system,'Segoe UI',Roboto,{fonts},sans-serif">
<tr><td class="head inset" style="padding:20px 32px;border-bottom:1px solid #d9e1e4">
<p class="ink" style="margin:0;color:#14212a;font-size:17px;line-height:1.4;font-weight:700">{platform}</p>
</td></tr>
<tr><td class="inset" align="left" style="padding:24px 32px 8px">
{blocks}</td></tr>
{facts}<tr><td class="inset" align="left" style="padding:16px 32px 24px">
<p class="soft" style="{small}">{platform}<br><a class="link" href="{home}" style="color:#0f5468">{home}</a></p>
<p class="soft" style="{small}">{automatic}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"##;

const PARAGRAPH: &str = r#"<p class="ink" style="margin:0 0 16px;color:#14212a;font-size:16px;line-height:1.6;overflow-wrap:anywhere">{text}</p>
"#;
const LARGE: &str = r#"<p class="large" style="margin:0 0 20px;padding:14px 12px;background-color:#e3eff3;border-radius:8px;color:#14212a;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:{size};line-height:1.3;font-weight:700;letter-spacing:{spacing};text-align:center;overflow-wrap:anywhere">{text}</p>
"#;
const BUTTON: &str = r#"<p style="margin:4px 0 12px"><a class="button" href="{address}" style="display:inline-block;padding:13px 28px;background-color:#0f5468;border-radius:8px;color:#ffffff;font-size:16px;line-height:1.3;font-weight:600;text-decoration:none">{label}</a></p>
<p class="soft" style="margin:0 0 20px;color:#4a5a64;font-size:13px;line-height:1.5;overflow-wrap:anywhere;word-break:break-word">{open}<br><a class="link" href="{address}" style="color:#0f5468">{address}</a></p>
"#;
const LINK: &str = r#"<p class="ink" style="margin:0 0 16px;color:#14212a;font-size:16px;line-height:1.6;overflow-wrap:anywhere"><a class="link" href="{address}" style="color:#0f5468">{label}</a></p>
"#;
const FACTS: &str = r#"<tr><td class="inset" align="left" style="padding:0 32px 8px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
{rows}</table>
</td></tr>
"#;
const FACT: &str = r#"<tr><td class="fact soft" valign="top" width="34%" style="padding:8px 12px 8px 0;border-top:1px solid #d9e1e4;color:#4a5a64;font-size:14px;line-height:1.5">{label}</td><td class="fact ink" valign="top" style="padding:8px 0;border-top:1px solid #d9e1e4;color:#14212a;font-size:14px;line-height:1.5;overflow-wrap:anywhere">{value}</td></tr>
"#;
const SMALL: &str =
    "margin:0 0 8px;color:#4a5a64;font-size:13px;line-height:1.5;overflow-wrap:anywhere";

/// The longest text that is set in the largest type.
const SHORT: usize = 8;

/// The page of a mail. `open` tells what the address under the button is for.
pub(crate) fn page(content: &Content, subject: &str, open: &str) -> String {
    let mut has_button = false;
    let blocks: String = content
        .blocks
        .iter()
        .map(|block| {
            let part = drawn(block, has_button, open);
            has_button |= matches!(block, MailBlock::Link { .. });
            part
        })
        .collect();
    let rows: String = content
        .facts
        .iter()
        .map(|(label, value)| {
            let values = [("label", escape(label)), ("value", escape(value))];
            filled(FACT, &values)
        })
        .collect();
    let facts = match rows.is_empty() {
        true => String::new(),
        false => filled(FACTS, &[("rows", rows)]),
    };
    filled(
        PAGE,
        &[
            ("language", content.language.tag().to_owned()),
            ("subject", escape(subject)),
            ("platform", escape(&content.platform)),
            ("home", escape(&content.home)),
            ("automatic", escape(&content.automatic)),
            ("fonts", fonts(content).to_owned()),
            ("small", SMALL.to_owned()),
            ("blocks", blocks),
            ("facts", facts),
        ],
    )
}

fn drawn(block: &MailBlock, has_button: bool, open: &str) -> String {
    match block {
        MailBlock::Paragraph(text) => filled(PARAGRAPH, &[("text", lines(text))]),
        MailBlock::Large(text) => {
            let (size, spacing) = match text.chars().count() {
                0..=SHORT => ("34px", "6px"),
                _ => ("20px", "1px"),
            };
            let values = [
                ("text", escape(text)),
                ("size", size.to_owned()),
                ("spacing", spacing.to_owned()),
            ];
            filled(LARGE, &values)
        }
        MailBlock::Link { label, address } => {
            let values = [
                ("label", escape(label)),
                ("address", escape(address)),
                ("open", escape(open)),
            ];
            filled(if has_button { LINK } else { BUTTON }, &values)
        }
    }
}

/// Fonts that draw the characters of the language as its readers know them.
fn fonts(content: &Content) -> &'static str {
    use domain::text::Language;
    match content.language {
        Language::Chinese => "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC'",
        Language::Japanese => "'Hiragino Sans','Yu Gothic','Noto Sans CJK JP'",
        Language::English => "'Helvetica Neue',Arial",
    }
}

fn filled(part: &str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fill(part, &values)
}

fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    escape(text.trim()).replace('\n', "<br>\n")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
