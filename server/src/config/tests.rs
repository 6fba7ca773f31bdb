//! The rules of the configuration.

use super::*;
use std::str::FromStr;

/// As if started with these arguments in an empty environment.
fn config(args: &[&str]) -> Result<Config, ConfigError> {
    let args = std::iter::once("docket")
        .chain(args.iter().copied())
        .map(OsString::from);
    Config::parse_with(args.collect(), |_| true)
}

pub(super) const DATABASE: &str = "--database-url=postgres://docket@db/docket";

pub(super) fn settings(args: &[&str]) -> Result<ProcessSettings, ConfigError> {
    config(args)?.check()
}

/// Those of a portal.
fn portal(args: &[&str]) -> Result<ProcessSettings, ConfigError> {
    match args.contains(&"--database-url") {
        true => settings(args),
        false => settings(&[&[DATABASE], args].concat()),
    }
}

fn refusal(args: &[&str]) -> String {
    portal(args).unwrap_err().to_string()
}

#[test]
fn the_description_of_the_flags_is_sound() {
    <Config as CommandFactory>::command().debug_assert();
}

#[test]
fn every_flag_has_a_variable_and_a_description() {
    for arg in <Config as CommandFactory>::command().get_arguments() {
        let id = arg.get_id().as_str();
        if matches!(id, "help" | "version") {
            continue;
        }
        assert!(arg.get_help().is_some(), "{id} has no description");
        let variable = arg.get_env().and_then(OsStr::to_str).unwrap_or_default();
        let long = arg
            .get_long()
            .unwrap_or_default()
            .replace('-', "_")
            .to_uppercase();
        // Whoever wants one says so, each time.
        if id == "demo" {
            assert_eq!(variable, "");
            continue;
        }
        let expected = match id {
            "database_url" | "leptos_site_root" => long,
            "otlp_endpoint" => "OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(),
            _ => format!("DOCKET_{long}"),
        };
        assert_eq!(variable, expected);
    }
}

#[test]
fn the_example_file_and_the_manual_name_every_variable() {
    let read = |name: &str| {
        let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        std::fs::read_to_string(root.join(name)).unwrap()
    };
    let (example, manual) = (read(".env.example"), read("docs/operating.md"));
    for arg in <Config as CommandFactory>::command().get_arguments() {
        if let Some(variable) = arg.get_env().and_then(OsStr::to_str)
            && !arg.is_hide_set()
        {
            let line = format!("#{variable}=");
            assert!(example.contains(&line), "{variable} is missing");
            let flag = format!("`--{}`", arg.get_long().unwrap());
            for name in [&format!("`{variable}`"), &flag] {
                assert!(
                    manual.contains(name),
                    "{name} is missing in docs/operating.md"
                );
            }
        }
    }
}

#[test]
fn the_demo_needs_nothing_else() {
    let settings = settings(&["--demo"]).unwrap();
    assert!(settings.is_demo());
    assert_eq!(settings.listen, "127.0.0.1:3000".parse().unwrap());
    assert_eq!(
        settings.public_url(settings.listen).as_str(),
        "http://127.0.0.1:3000"
    );
    assert_eq!(settings.blobs, BlobStore::Directory("data/blobs".into()));
    assert_eq!(settings.outbox(), PathBuf::from("data/outbox"));
    assert_eq!(settings.sender.to_string(), "Docket <docket@localhost>");
    assert_eq!(settings.languages, ["zh-CN", "ja", "en"]);
    assert_eq!(settings.home_province, "41");
    assert_eq!(settings.utc_offset.local_minus_utc(), 8 * 3600);
    assert_eq!(settings.review_days, 7);
    assert_eq!(settings.database_connections, 10);
    assert!(settings.registration_review);
    assert!(settings.internal_listen.is_none() && settings.trusted_proxies.is_empty());
    assert_eq!(settings.tesseract, Some(PathBuf::from("tesseract")));
    assert_eq!(settings.site_root, PathBuf::from("target/site"));
    assert_eq!(
        (settings.log_format, settings.log.as_str()),
        (LogFormat::Text, "info")
    );
}

#[test]
fn flags_are_understood_before_and_after_the_command() {
    for args in [
        &["--review-days", "3", "serve"][..],
        &["serve", "--review-days", "3"],
        &["serve", "--review-days=3"],
    ] {
        let config = config(args).unwrap();
        assert_eq!(config.review_days, 3, "{args:?}");
        assert_eq!(config.command(), Command::Serve);
    }
    assert_eq!(config(&[]).unwrap().command(), Command::Serve);
}

#[test]
fn an_officer_needs_an_office_and_an_administrator_does_not() {
    let config_of = |args: &[&str]| config(&[&["admin", "create-staff"], args].concat());
    assert_eq!(
        config_of(&["wang", "--role", "administrator"])
            .unwrap()
            .command(),
        Command::Admin(AdminCommand::CreateStaff(CreateStaff {
            user_name: "wang".to_owned(),
            role: StaffRole::Administrator,
            office: None,
        }))
    );
    assert!(config_of(&["wang", "--role", "officer", "--office", "hz-1"]).is_ok());
    assert!(config_of(&["wang", "--role", "officer"]).is_err());
    assert!(config_of(&["wang"]).is_err());
}

#[test]
fn a_wrong_value_is_one_sentence_that_names_it() {
    let table: &[(&[&str], &str)] = &[
        (
            &["--public-url", "foo"],
            "--public-url: `foo` is no http(s) URL.",
        ),
        (
            &["--public-url=ftp://a"],
            "--public-url: `ftp://a` is no http(s) URL.",
        ),
        (
            &["--public-url=https://a.example/b"],
            "--public-url: `https://a.example/b` has a path, but Docket is served at the root \
             of a host.",
        ),
        (
            &["--listen", "3000"],
            "--listen: `3000` is no address with a port such as 127.0.0.1:3000.",
        ),
        (
            &["--database-url", "mysql://u:p@h/d"],
            "--database-url: this is no URL such as postgres://user:password@host/database.",
        ),
        (
            &["--smtp-url", "smtp://u:p@h?tls=maybe"],
            "--smtp-url: after the question mark only tls=required or tls=opportunistic may \
             follow, and only with smtp://.",
        ),
        (
            &["--smtp-url", "mail.example.org"],
            "--smtp-url: this is no URL such as smtp://user:password@host:587?tls=required.",
        ),
        (
            &["--smtp-url", "smtps://h"],
            "DOCKET_SENDER is needed as well when DOCKET_SMTP_URL is set.",
        ),
        (
            &["--sender", "a@b@c"],
            "--sender: `a@b@c` is no mail address.",
        ),
        (
            &["--blobs", "gs://bucket"],
            "--blobs: `gs://bucket` is neither a directory nor an s3:// URL.",
        ),
        (
            &["--blobs", "s3:/docket"],
            "--blobs: `s3:/docket` is neither a directory nor an s3:// URL.",
        ),
        (
            &["--blobs", "file:blobs"],
            "--blobs: `file:blobs` is neither a directory nor an s3:// URL.",
        ),
        (
            &["--blobs", "s3://b?zone=1"],
            "--blobs: `zone=1` is neither endpoint=… nor region=….",
        ),
        (
            &["--home-province", "99"],
            "--home-province: `99` is no province of mainland China; give two digits such as \
             41.",
        ),
        (
            &["--utc-offset", "+25:00"],
            "--utc-offset: `+25:00` is no offset from UTC such as +08:00.",
        ),
        (
            &["--languages", "ja,fr"],
            "--languages: `fr` is none of zh-CN, ja, en.",
        ),
        (
            &["--languages", "ja,ja"],
            "DOCKET_LANGUAGES: `ja` is there twice.",
        ),
        (
            &["--languages", ""],
            "--languages: `` is none of zh-CN, ja, en.",
        ),
        (
            &["--registration-review", "no"],
            "--registration-review: `no` is neither on nor off.",
        ),
        (
            &["--review-days", "0"],
            "--review-days: 0 is not in 1..=250.",
        ),
        (
            &["--database-connections", "many"],
            "--database-connections: `many` is no whole number.",
        ),
        (
            &["--trusted-proxies", "10.0.0.0/33"],
            "--trusted-proxies: `10.0.0.0/33` is no address or network such as 10.0.0.0/8.",
        ),
        (
            &["--log-format", "xml"],
            "--log-format: `xml` is none of text, json.",
        ),
        (
            &["--log", "info,=x=y"],
            "--log: `info,=x=y` is no log filter such as info or info,sqlx=debug.",
        ),
        (&["--data-dir", ""], "--data-dir: a value is missing."),
        (&["--listen"], "--listen: a value is missing."),
        (
            &["--colour"],
            "unexpected argument '--colour' found; see --help.",
        ),
        (
            &["admin", "create-staff"],
            "--role <ROLE> and <USER_NAME> are missing; see --help.",
        ),
        (
            &["admin", "reset-password"],
            "<USER_NAME> is missing; see --help.",
        ),
        (
            &["admin", "audit", "verify", "--kept", "the last one"],
            "--kept: `the last one` is no hash: `admin audit verify` prints one of 64 hexadecimal \
             digits.",
        ),
        (
            &["admin", "audit", "show", "--since", "yesterday"],
            "--since: `yesterday` is no day such as 2026-11-24.",
        ),
        (
            &["admin", "audit", "show", "--until", "+262142-12-31"],
            "--until: `+262142-12-31` is no day such as 2026-11-24.",
        ),
        (
            &["--session-idle", "2h", "--session-end", "1h"],
            "DOCKET_SESSION_IDLE is longer than DOCKET_SESSION_END, which ends a session anyway.",
        ),
        (&["dance"], "unrecognized subcommand 'dance'; see --help."),
        (
            &["--internal-listen", "127.0.0.1:3000"],
            "DOCKET_INTERNAL_LISTEN and DOCKET_LISTEN are the same address.",
        ),
    ];
    for (args, expected) in table {
        assert_eq!(&refusal(args), expected);
    }
}

#[test]
fn a_secret_is_never_shown() {
    let settings = settings(&[
        "--database-url=postgres://docket:hush@db/docket",
        "--smtp-url=smtp://docket:hush@mail:587?tls=required",
        "--sender=no-reply@example.org",
    ])
    .unwrap();
    assert!(!settings.is_demo());
    assert!(!format!("{settings:?}").contains("hush"));
    assert!(settings.smtp_url.unwrap().expose().contains("hush"));
    for args in [["--database-url", "hush"], ["--smtp-url", "hush"]] {
        assert!(!refusal(&args).contains("hush"));
    }
}

#[test]
fn a_public_address_is_an_origin() {
    let parse = |text: &str| PublicUrl::from_str(text);
    assert_eq!(
        parse("https://Portal.Example:8443/").unwrap().as_str(),
        "https://portal.example:8443"
    );
    assert!(parse("https://portal.example").unwrap().is_https());
    assert!(!parse("http://[::1]:3000").unwrap().is_https());
    for wrong in [
        "",
        "/",
        "portal.example",
        "https://",
        "https://u@h",
        "https://h?q",
        "http://a b",
    ] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
    let of = |text: &str| PublicUrl::of(text.parse().unwrap());
    assert_eq!(of("0.0.0.0:80").as_str(), "http://127.0.0.1:80");
    assert_eq!(of("[::]:80").as_str(), "http://[::1]:80");
    assert_eq!(of("192.0.2.1:80").as_str(), "http://192.0.2.1:80");
}

#[test]
fn a_network_holds_its_addresses_and_no_others() {
    let holds = |network: &str, address: &str| {
        Network::from_str(network)
            .unwrap()
            .contains(address.parse().unwrap())
    };
    assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
    assert!(holds("192.0.2.7", "192.0.2.7") && !holds("192.0.2.7", "192.0.2.8"));
    assert!(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
    assert!(holds("0.0.0.0/0", "203.0.113.1") && !holds("0.0.0.0/0", "::1"));
    assert!(holds("::/0", "2001:db8::1"));
    assert!(holds("2001:db8::/32", "2001:db8:ffff::1") && !holds("2001:db8::/32", "2001:db9::1"));
    let settings = portal(&["--trusted-proxies", "127.0.0.1, ::1/128"]).unwrap();
    assert_eq!(settings.trusted_proxies.len(), 2);
}

#[test]
fn a_bucket_is_taken_apart() {
    let url = "s3://papers/docket/blobs/?endpoint=http://127.0.0.1:9000&region=eu-1";
    assert_eq!(
        BlobStore::from_str(url).unwrap(),
        BlobStore::S3 {
            bucket: "papers".to_owned(),
            prefix: "docket/blobs".to_owned(),
            endpoint: Some("http://127.0.0.1:9000".to_owned()),
            region: Some("eu-1".to_owned()),
        }
    );
    assert!(BlobStore::from_str("s3://").is_err());
    assert_eq!(
        BlobStore::from_str("/srv/blobs").unwrap(),
        BlobStore::Directory("/srv/blobs".into())
    );
}

#[test]
fn a_sender_may_have_a_name() {
    let sender = MailSender::from_str("登记平台 <no-reply@example.org>").unwrap();
    assert_eq!(sender.name.as_deref(), Some("登记平台"));
    assert_eq!(sender.to_string(), "登记平台 <no-reply@example.org>");
    assert_eq!(MailSender::from_str("a@b.example").unwrap().name, None);
    for wrong in [
        "",
        "a",
        "@b",
        "a@",
        "a@b, c@d",
        "a@b\r\nBcc: c@d",
        "N\nM <a@b>",
    ] {
        assert!(MailSender::from_str(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn the_offset_may_be_west() {
    let settings = portal(&["--utc-offset", "-03:30"]).unwrap();
    assert_eq!(settings.utc_offset.local_minus_utc(), -12_600);
}

#[test]
fn cargo_leptos_may_say_where_the_site_is_and_the_operator_wins() {
    let both = ["--leptos-site-root", "a", "--site-root", "b"];
    assert_eq!(portal(&both).unwrap().site_root, PathBuf::from("b"));
    assert_eq!(portal(&both[..2]).unwrap().site_root, PathBuf::from("a"));
}

#[test]
fn sessions_last_as_long_as_the_operator_says() {
    let told = portal(&[]).unwrap();
    assert_eq!(told.session_idle, Duration::from_secs(12 * 60 * 60));
    assert_eq!(told.session_end, Duration::from_secs(7 * 24 * 60 * 60));
    let short = portal(&["--session-end", "1h"]).unwrap();
    assert_eq!(short.session_idle, short.session_end);
    for (text, seconds) in [("10s", 10), ("30m", 1800), ("2h", 7200), ("1d", 86_400)] {
        let told = portal(&["--session-idle", text]).unwrap();
        assert_eq!(told.session_idle, Duration::from_secs(seconds), "{text}");
    }
    for wrong in [
        "",
        "h",
        "30",
        "9s",
        "367d",
        "-1h",
        "1 h",
        "1年",
        "99999999999h",
    ] {
        let said = refusal(&[&format!("--session-idle={wrong}")]);
        assert!(said.starts_with("--session-idle"), "{wrong}: {said}");
    }
}

#[test]
fn a_kept_hash_may_be_written_in_capitals_with_spaces_around() {
    let hash = "0123456789abcdef".repeat(4);
    let typed = format!(" {} ", hash.to_uppercase());
    let asked = config(&["admin", "audit", "verify", "--kept", &typed]).unwrap();
    let verify = AuditCommand::Verify(KeptLog { kept: Some(hash) });
    assert_eq!(asked.command(), Command::Admin(AdminCommand::Audit(verify)));
}
