//! A portal has a database, and a demo is asked for: nobody gets one by leaving something out. It is
//! for the machine it runs on, so whatever would let others reach it is refused.

use std::net::SocketAddr;

use super::{AdminCommand, BlobStore, Command, Config, PublicUrl};

impl Config {
    /// Whether the database of a portal, or a demo, is asked for, and no demo that others could reach.
    pub(super) fn check_database(&self) -> Option<&'static str> {
        let is_elsewhere = |address: Option<SocketAddr>| {
            address.is_some_and(|address| !address.ip().to_canonical().is_loopback())
        };
        let needs_one = !matches!(
            self.command,
            Some(Command::Admin(AdminCommand::NewKey { .. }))
        );
        match self.demo {
            false if self.demo_database_url.is_some() => {
                Some("DOCKET_DEMO_DATABASE_URL is for a demo, and --demo is not given.")
            }
            false if self.database_url.is_none() && needs_one => Some(
                "DATABASE_URL names no Postgres: set it to one such as \
                 postgres://user:password@host/database, or start a demo with --demo.",
            ),
            false => None,
            true if self.database_url.is_some() => Some(
                "--demo has a database of its own, and DATABASE_URL names that of a portal: leave one \
                 of them out.",
            ),
            true if is_elsewhere(Some(self.listen)) => Some(
                "--demo is for this machine alone: DOCKET_LISTEN must be an address such as \
                 127.0.0.1:3000.",
            ),
            true if is_elsewhere(self.internal_listen) => Some(
                "--demo is for this machine alone: DOCKET_INTERNAL_LISTEN must be an address such as \
                 127.0.0.1:9100.",
            ),
            true if self
                .public_url
                .as_ref()
                .is_some_and(PublicUrl::is_elsewhere) =>
            {
                Some(
                    "--demo is for this machine alone: DOCKET_PUBLIC_URL must be one such as \
                 http://localhost:3000.",
                )
            }
            true if self.smtp_url.is_some() => {
                Some("--demo sends no mails anywhere: leave DOCKET_SMTP_URL out.")
            }
            true if matches!(self.blobs, Some(BlobStore::S3 { .. })) => {
                Some("--demo keeps pictures in its data directory: leave DOCKET_BLOBS out.")
            }
            true if !self.trusted_proxies.is_empty() => {
                Some("--demo is not for use behind a proxy: leave DOCKET_TRUSTED_PROXIES out.")
            }
            true => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{DATABASE, settings};

    #[test]
    fn nobody_gets_a_demo_by_leaving_something_out() {
        let missing = "DATABASE_URL names no Postgres: set it to one such as \
                       postgres://user:password@host/database, or start a demo with --demo.";
        for args in [
            &[][..],
            &["serve"],
            &["--listen=0.0.0.0:80", "--public-url=https://portal.example"],
            &["admin", "put-lists", "lists.toml"],
            &["admin", "rotate-keys"],
        ] {
            assert_eq!(settings(args).unwrap_err().to_string(), missing, "{args:?}");
        }
        // Before there is a database.
        assert!(settings(&["admin", "new-key"]).is_ok());
        let given = "--demo-database-url=postgres://docket@db/demo";
        assert_eq!(
            settings(&[given]).unwrap_err().to_string(),
            "DOCKET_DEMO_DATABASE_URL is for a demo, and --demo is not given."
        );
        assert!(settings(&["--demo", given]).unwrap().is_demo());
        assert!(
            settings(&["admin", "rotate-keys", "--demo"])
                .unwrap()
                .is_demo()
        );
    }

    #[test]
    fn a_demo_that_others_could_reach_is_refused() {
        let here = "--demo is for this machine alone: ";
        for (flag, expected) in [
            (
                DATABASE,
                "--demo has a database of its own, and DATABASE_URL names that",
            ),
            (
                "--owner-database-url=postgres://o@db/docket",
                "DATABASE_URL is needed as well when DOCKET_OWNER_DATABASE_URL",
            ),
            ("--listen=0.0.0.0:3000", here),
            ("--listen=192.0.2.1:3000", here),
            ("--listen=[::]:3000", here),
            ("--internal-listen=0.0.0.0:9100", here),
            ("--public-url=https://portal.example", here),
            ("--public-url=https://localhost", here),
            ("--public-url=http://portal.example", here),
            ("--public-url=http://localhost.portal.example", here),
            (
                "--blobs=s3://bucket",
                "--demo keeps pictures in its data directory",
            ),
            (
                "--trusted-proxies=127.0.0.1",
                "--demo is not for use behind a proxy",
            ),
        ] {
            let said = settings(&["--demo", flag]).unwrap_err().to_string();
            assert!(said.starts_with(expected), "{flag}: {said}");
        }
        let mail = ["--demo", "--smtp-url=smtp://h", "--sender=a@b.example"];
        let said = settings(&mail).unwrap_err().to_string();
        assert!(said.starts_with("--demo sends no mails"), "{said}");
        for flag in [
            "--listen=127.0.0.1:80",
            "--listen=127.1.2.3:80",
            "--listen=[::1]:80",
            "--listen=[::ffff:127.0.0.1]:80",
            "--internal-listen=127.0.0.1:9100",
            "--public-url=http://localhost:3000",
            "--public-url=http://docket.localhost",
            "--public-url=http://[::1]:3000",
            "--blobs=/srv/blobs",
        ] {
            assert!(settings(&["--demo", flag]).is_ok(), "{flag}");
        }
    }
}
