//! The scripts that start a portal: what they take from the shell, and what they say.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use backend::ids::{Ids as _, RandomIds};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What a shell prints that has read `script/common`, in a folder with this `.env`.
fn shell(env_file: &str, variables: &[(&str, &str)], line: &str) -> Output {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(RandomIds.id().to_string());
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(".env"), env_file).unwrap();
    let script = format!(
        "set -euo pipefail; source script/common; cd '{}'; {line}",
        folder.display()
    );
    Command::new("bash")
        .args(["-c", &script])
        .current_dir(root())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", &folder)
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn what_the_shell_sets_wins_over_the_file() {
    let file = "FROM_FILE='a b'\nDATABASE_URL=file\nEMPTIED=file\n";
    let set = [("DATABASE_URL", "shell"), ("EMPTIED", "")];
    let line = "read_env; bash -c 'echo \"$FROM_FILE|$DATABASE_URL|$EMPTIED|\"'";
    assert_eq!(printed(&shell(file, &set, line)), "a b|shell||");
}

#[test]
fn a_demo_is_started_only_where_nothing_is_configured() {
    let flag = |file: &str, variables: &[(&str, &str)], words: &str| {
        let line = format!("read_env; demo_flag {words}");
        printed(&shell(file, variables, &line))
    };
    for words in ["", "--listen 127.0.0.1:4000", "serve", "--review-days=3"] {
        assert_eq!(flag("", &[], words), "--demo", "{words}");
    }
    for words in [
        "--demo",
        "admin rotate-keys",
        "--database-url=a",
        "--database-url a",
    ] {
        assert_eq!(flag("", &[], words), "", "{words}");
    }
    for variable in ["DATABASE_URL", "DOCKET_PUBLIC_URL", "DOCKET_SMTP_URL"] {
        // A value that got lost is no wish for a demo.
        for value in ["", "a"] {
            assert_eq!(flag("", &[(variable, value)], ""), "", "{variable}={value}");
            assert_eq!(flag(&format!("{variable}={value}\n"), &[], ""), "");
        }
    }
}

#[test]
fn a_wrong_folder_of_postgres_is_named() {
    for (folder, program, expected) in [
        ("/none", "", "PG_BIN_DIR: there is no folder /none."),
        (
            "/",
            "",
            "PG_BIN_DIR: / does not hold initdb, postgres, pg_ctl, psql, createdb; with Debian they \
             are in a folder such as /usr/lib/postgresql/15/bin.",
        ),
        (
            "/",
            "pg_dump",
            "PG_BIN_DIR: / does not hold pg_dump; with Debian they are in a folder such as \
             /usr/lib/postgresql/15/bin.",
        ),
    ] {
        let set = [("PG_BIN_DIR", folder)];
        let said = shell("", &set, &format!("postgres_folder {program}"));
        assert!(!said.status.success());
        assert_eq!(String::from_utf8_lossy(&said.stderr).trim(), expected);
    }
}

#[test]
fn whoever_asks_for_help_waits_for_no_build() {
    for word in ["--help", "--version", "-h"] {
        let said = Command::new(root().join("script/server"))
            .arg(word)
            .env("CARGO", "/none")
            .output()
            .unwrap();
        assert!(said.status.success());
        let complaint = String::from_utf8_lossy(&said.stderr);
        assert!(!complaint.contains("──"), "{complaint}");
    }
}
