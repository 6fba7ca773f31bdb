//! The tables of texts a page is drawn with. The server has all of them; a browser fetches those of
//! its language and of who reads the page, together with the code and before it takes anything over.

use domain::text::{Audience, Language};

/// Those who read a page.
#[must_use]
pub fn audiences(path: &str) -> &'static [Audience] {
    match crate::paths::is_of_staff(path) {
        true => &Audience::OF_PAGES,
        false => &[Audience::Everyone],
    }
}

/// Where the table of an audience lies in the folder of a build.
#[must_use]
pub fn address(folder: &str, language: Language, audience: Audience) -> String {
    format!("{folder}/texts.{}.{}.json", language.tag(), audience.name())
}

/// Fetches what the page that is open first is drawn with. It is tried for as long as it takes: until
/// then the page is plain HTML, and works.
#[cfg(target_arch = "wasm32")]
pub async fn of_first_page() {
    use std::time::Duration;
    let language = crate::browser::document_language()
        .and_then(|tag| Language::parse(&tag))
        .unwrap_or_default();
    let mut pause = Duration::from_millis(300);
    while fetch(language, audiences(&crate::browser::path()))
        .await
        .is_err()
    {
        crate::browser::sleep_or_online(pause).await;
        pause = (pause * 2).min(Duration::from_secs(10));
    }
}

/// A table did not come.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy, Debug)]
pub struct MissingTable;

/// Fetches what is not there yet.
///
/// # Errors
/// [`MissingTable`]: the network is away, or the portal was renewed and is long past these files.
#[cfg(target_arch = "wasm32")]
pub async fn fetch(language: Language, audiences: &[Audience]) -> Result<(), MissingTable> {
    use domain::text::table;
    let folder = crate::browser::scripts_folder().ok_or(MissingTable)?;
    for audience in audiences {
        if table::is_there(language, *audience) {
            continue;
        }
        let json = crate::browser::get_json(&address(&folder, language, *audience)).await;
        let entries = crate::json::read(&json.ok_or(MissingTable)?).ok_or(MissingTable)?;
        table::take_in(language, *audience, entries);
    }
    Ok(())
}

/// Those whose tables there are in a language.
#[cfg(target_arch = "wasm32")]
#[must_use]
pub fn known(language: Language) -> Vec<Audience> {
    let is_there = |audience: &Audience| domain::text::table::is_there(language, *audience);
    Audience::OF_PAGES.into_iter().filter(is_there).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use domain::text::table::is_for;

    use super::*;

    /// Pages of staff, which are drawn with both tables. The form is that of both doors.
    const OF_STAFF: [&str; 10] = [
        "review/",
        "platform/",
        "office/",
        "notice/",
        "industry/",
        "holiday/",
        "member/",
        "staff/",
        "service/",
        "account/sign_in_form.rs",
    ];

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        entries
            .flat_map(|path| match path.is_dir() {
                true => sources(&path),
                false => vec![path],
            })
            .collect()
    }

    #[test]
    fn a_page_says_nothing_its_reader_has_not_fetched() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut looked_at = 0;
        let mut wrong = Vec::new();
        for path in sources(&root) {
            let file = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let is_of_staff = OF_STAFF.iter().any(|folder| file.starts_with(folder));
            let code = fs::read_to_string(&path).unwrap();
            for word in code
                .split('"')
                .skip(1)
                .step_by(2)
                .filter(|word| word.contains('.'))
            {
                looked_at += usize::from(is_for(Audience::Everyone, word));
                if [Audience::Mail, Audience::Print]
                    .iter()
                    .any(|of| is_for(*of, word))
                    || (!is_of_staff && is_for(Audience::Staff, word))
                {
                    wrong.push(format!("{file}: {word}"));
                }
            }
        }
        assert!(looked_at > 200, "only {looked_at} sentences were found");
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// What is said in all languages at once is said with tables that are not there.
    #[test]
    fn a_page_speaks_one_language() {
        // Their own names; the texts an administrator writes in each.
        let may = ["language.rs", "review/reasons_page.rs", "texts.rs"];
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let speaks_all = |path: &Path| {
            let code = fs::read_to_string(path).unwrap();
            let (code, _) = code.split_once("#[cfg(test)]").unwrap_or((&code, ""));
            code.contains("Language::ALL")
        };
        for path in sources(&root).iter().filter(|path| speaks_all(path)) {
            let file = path.strip_prefix(&root).unwrap().to_string_lossy();
            assert!(may.contains(&&*file), "{file}");
        }
    }

    #[test]
    fn pages_of_staff_are_told_by_their_address() {
        for path in ["/staff", "/staff/queue", crate::paths::STAFF_SIGN_IN] {
            assert_eq!(audiences(path), Audience::OF_PAGES, "{path}");
        }
        for path in ["/", "/staffing", "/register/basic", "/account"] {
            assert_eq!(audiences(path), [Audience::Everyone], "{path}");
        }
    }
}
