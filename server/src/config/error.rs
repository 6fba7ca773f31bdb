//! What is said when the process cannot start with the values it was given.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::num::ParseIntError;
use std::process::ExitCode;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Config;

/// Why the process does not start: one sentence, or clap's own text for `--help`.
#[derive(Debug)]
pub enum ConfigError {
    /// A value is wrong.
    Wrong(String),
    /// Help or version was asked for, which is no error, or a command has commands below it.
    Asked(clap::Error),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong(sentence) => f.write_str(sentence),
            Self::Asked(text) => text.fmt(f),
        }
    }
}

impl ConfigError {
    /// Says it: a wrong value on standard error with exit code 2, help that was asked for on
    /// standard output with 0.
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Wrong(sentence) => {
                eprintln!("{sentence}");
                ExitCode::from(2)
            }
            Self::Asked(text) => {
                // A closed standard output is no reason to fail.
                let _ = text.print();
                ExitCode::from(u8::try_from(text.exit_code()).unwrap_or(2))
            }
        }
    }
}

/// Turns clap's many lines into one sentence that names what the operator really typed: the flag
/// when it is on the command line, the environment variable otherwise.
pub(super) fn sentence(error: clap::Error, args: &[OsString]) -> ConfigError {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        return ConfigError::Asked(error);
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    if let Some(arg) = text(ContextKind::InvalidArg) {
        let flag = arg.split_whitespace().next().unwrap_or(arg);
        let long = flag.trim_start_matches('-');
        let on_command_line = args
            .iter()
            .skip(1)
            .filter_map(|arg| arg.to_str())
            .any(|arg| {
                arg.strip_prefix(flag)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
            });
        let command = <Config as CommandFactory>::command();
        let variable = command
            .get_arguments()
            .find(|arg| arg.get_long() == Some(long))
            .and_then(|arg| arg.get_env())
            .filter(|_| !on_command_line)
            .and_then(OsStr::to_str);
        let name = variable.unwrap_or(flag);
        let value = text(ContextKind::InvalidValue).unwrap_or_default();
        let reason = match (error.kind(), std::error::Error::source(&error)) {
            (ErrorKind::ValueValidation, Some(source)) if source.is::<ParseIntError>() => {
                Some(format!("`{value}` is no whole number"))
            }
            (ErrorKind::ValueValidation, Some(source)) => Some(source.to_string()),
            (ErrorKind::InvalidValue, _) if value.is_empty() => Some("a value is missing".into()),
            (ErrorKind::InvalidValue, _) => {
                let possible = match error.get(ContextKind::ValidValue) {
                    Some(ContextValue::Strings(possible)) => possible.join(", "),
                    _ => String::new(),
                };
                Some(format!("`{value}` is none of {possible}"))
            }
            _ => None,
        };
        if let Some(reason) = reason {
            return ConfigError::Wrong(format!("{name}: {}.", reason.trim_end_matches('.')));
        }
    }
    if let (ErrorKind::MissingRequiredArgument, Some(ContextValue::Strings(missing))) =
        (error.kind(), error.get(ContextKind::InvalidArg))
    {
        let verb = match missing.len() {
            1 => "is",
            _ => "are",
        };
        let missing = missing.join(" and ");
        return ConfigError::Wrong(format!("{missing} {verb} missing; see --help."));
    }
    let rendered = error.render().to_string();
    let line = rendered.lines().next().unwrap_or_default();
    let line = line.trim_start_matches("error: ").trim_end_matches('.');
    ConfigError::Wrong(format!("{line}; see --help."))
}
