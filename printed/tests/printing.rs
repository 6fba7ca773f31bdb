//! Forms as they come out of the printer, read back by poppler.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use printed::{Cover, CoverPaper, Form, Printer, Printout, Row, Section, Words};

/// What nobody's text is read as: markup, code, and ways out of a string.
const MARKUP: &str = "*bold* _it_ $x$ #panic(\"x\") @label <b> \\u{41} \" ] ) // ---";

fn printer() -> &'static Printer {
    static PRINTER: OnceLock<Printer> = OnceLock::new();
    PRINTER.get_or_init(|| Printer::new(None).expect("the font"))
}

fn row(label: &str, text: &str) -> Row {
    Row {
        label: label.to_owned(),
        text: text.to_owned(),
    }
}

/// A form with these answers, as an office of China has it.
fn form(rows: Vec<Row>) -> Form {
    Form {
        title: "用户信息变更申请表".to_owned(),
        code: "DOCKET:1:7K3M-9QXP-4T:information-change-form:1:0123456789abcdef".to_owned(),
        sections: vec![Section {
            title: "申请单位".to_owned(),
            rows,
        }],
        declaration: vec!["本单位声明以上填写内容真实、准确。".to_owned()],
        is_sealed: true,
        signature: "法定代表人（负责人）签字".to_owned(),
        office: Section {
            title: "以下由受理机构填写".to_owned(),
            rows: vec![row("收件日期", ""), row("经办人", ""), row("受理意见", "")],
        },
    }
}

fn printout(language: &str, forms: Vec<Form>) -> Printout {
    Printout {
        language: language.to_owned(),
        title: "用户信息变更申请表".to_owned(),
        operator: "示例报检中心".to_owned(),
        reference: "7K3M-9QXP-4T".to_owned(),
        cover: None,
        forms,
        words: Words {
            seal: "（盖章）".to_owned(),
            date: "日期".to_owned(),
            page: "第 {n} 页，共 {m} 页".to_owned(),
            reference: "办理编号".to_owned(),
            unprintable: "〔无法印出的字 {code}〕".to_owned(),
        },
    }
}

fn cover(papers: usize) -> Cover {
    let paper = CoverPaper {
        name: "营业执照副本".to_owned(),
        form: "复印件".to_owned(),
        why: "核对变更后的登记信息。".to_owned(),
    };
    Cover {
        title: "材料清单".to_owned(),
        intro: vec!["请将下列材料寄至受理机构。".to_owned()],
        rows: vec![row("邮寄地址", "450000 河南省郑州市示例路 1 号")],
        papers_title: "需送材料".to_owned(),
        columns: ["材料", "形式", "用途"].map(str::to_owned),
        papers: vec![paper; papers],
    }
}

/// A file of this test, gone with it.
struct File(PathBuf);

impl File {
    fn of(name: &str, pdf: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("{name}-{}.pdf", std::process::id()));
        std::fs::write(&path, pdf).expect("a place for it");
        Self(path)
    }

    fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> Vec<u8> {
        let asked = Command::new(program)
            .args(before)
            .arg(&self.0)
            .args(after)
            .output();
        let answer = asked.unwrap_or_else(|error| panic!("{program} (poppler-utils): {error}"));
        assert!(
            answer.status.success(),
            "{}",
            String::from_utf8_lossy(&answer.stderr)
        );
        answer.stdout
    }

    /// All that can be copied out, without line breaks, which may come anywhere.
    fn text(&self) -> String {
        let text = self.ask("pdftotext", &["-raw"], &["-"]);
        let text = String::from_utf8(text).expect("UTF-8");
        text.chars()
            .filter(|sign| !sign.is_whitespace() && *sign != '\u{200b}')
            .collect()
    }

    fn pages(&self) -> usize {
        let told = String::from_utf8(self.ask("pdfinfo", &[], &[])).expect("UTF-8");
        let line = told.lines().find_map(|line| line.strip_prefix("Pages:"));
        line.and_then(|pages| pages.trim().parse().ok())
            .expect("a number")
    }

    /// The first page as a grey picture of 42 dpi: width, height, and a byte for each pixel.
    fn picture(&self) -> (usize, usize, Vec<u8>) {
        let ppm = self.ask(
            "pdftoppm",
            &["-r", "42", "-gray", "-f", "1", "-l", "1"],
            &[],
        );
        let mut lines = ppm.splitn(4, |byte| *byte == b'\n');
        assert_eq!(lines.next(), Some(&b"P5"[..]));
        let size = String::from_utf8(lines.next().expect("a size").to_vec()).expect("digits");
        let (width, height) = size.split_once(' ').expect("two numbers");
        lines.next();
        let pixels = lines.next().expect("pixels").to_vec();
        (
            width.parse().expect("a number"),
            height.parse().expect("a number"),
            pixels,
        )
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn compact(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

#[test]
fn every_answer_stands_on_the_form_and_can_be_copied_out() {
    let names = [
        "林䶮",
        "𠮷田",
        "葛󠄀城",
        "Åsa Ólafsdóttir",
        "买买提·吐尔逊",
        MARKUP,
    ];
    for language in ["zh-CN", "ja", "en"] {
        let rows = names.iter().map(|name| row("姓名", name)).collect();
        let pdf = printer()
            .print(&printout(language, vec![form(rows)]))
            .expect("a form");
        let file = File::of(&format!("answers-{language}"), &pdf);
        let text = file.text();
        for name in names {
            assert!(
                text.contains(&compact(name)),
                "{language}: {name} in {text}"
            );
        }
        assert!(text.contains("DOCKET:1:7K3M-9QXP-4T:information-change-form:1:0123456789abcdef"));
        assert!(
            text.contains("第1页，共1页") && text.contains("（盖章）"),
            "{text}"
        );
    }
}

#[test]
fn what_the_font_lacks_is_named_instead_of_a_box() {
    let rows = vec![row("姓名", "李\u{1F600}\u{E000}明")];
    let pdf = printer()
        .print(&printout("zh-CN", vec![form(rows)]))
        .expect("a form");
    let text = File::of("lacking", &pdf).text();
    let said = "李〔无法印出的字U+1F600〕〔无法印出的字U+E000〕明";
    assert!(text.contains(said), "{text}");
}

#[test]
fn the_longest_answers_fit_on_one_page_and_empty_cells_stay() {
    let rows = vec![
        row("单位名称", &"石榴".repeat(25)),
        row("地址", &"河南省郑州市金水区".repeat(23)[..600]),
        row("电子邮箱", &format!("{}@mail.example", "a".repeat(180))),
        row("电话", ""),
        row("手机", ""),
    ];
    let pdf = printer()
        .print(&printout("zh-CN", vec![form(rows)]))
        .expect("a form");
    let file = File::of("longest", &pdf);
    assert_eq!(file.pages(), 1);
    assert!(file.text().contains(&"石榴".repeat(25)));
    assert!(
        file.text().contains(&"a".repeat(180)),
        "broken, and whole when copied"
    );
}

#[test]
fn a_form_with_long_labels_fits_on_one_page_with_the_cells_of_the_office() {
    let answers = [
        ("Name of the organisation", "南昌星辰环保设备有限公司"),
        ("Unified social credit code", "91350100M000100Y43"),
        ("Legal representative", "林䶮𠮷"),
        ("Document type", "Business licence"),
        (
            "Postal address",
            "河南省郑州市金水区示例大道 18 号 2 单元 301 室",
        ),
        ("Postcode", "450003"),
        ("Contact person", "林晓安"),
        ("Mobile number", "13800138000"),
        ("Landline number", "0371-86694220"),
        ("Email address", "firm.mx4d62zj5hs1@mail.example.test"),
        ("Name of whoever works with the key", "林䶮𠮷"),
        ("Identity number of the holder", "11010519491231002X"),
        ("Mobile number of the holder", "13800138000"),
        ("Use of the key", "Signing and decryption (解密用户)"),
        (
            "Where the key is sent",
            "河南省郑州市金水区示例大道 18 号 2 单元 301 室",
        ),
    ];
    let rows = answers.map(|(label, text)| row(label, text));
    let mut long = form(rows.into());
    let rows = std::mem::take(&mut long.sections[0].rows);
    let parts = rows.chunks(5).enumerate();
    long.sections = parts
        .map(|(at, rows)| Section {
            title: format!("Part {at}"),
            rows: rows.to_vec(),
        })
        .collect();
    long.declaration = vec!["We apply for a digital certificate. ".repeat(7)];
    let pdf = printer()
        .print(&printout("en", vec![long]))
        .expect("a form");
    assert_eq!(File::of("english", &pdf).pages(), 1);
}

#[test]
fn each_sheet_counts_its_own_pages() {
    let many = (0..90)
        .map(|n| row(&format!("第{n}项"), &"答".repeat(20)))
        .collect();
    let mut both = printout("zh-CN", vec![form(many), form(vec![row("姓名", "林晓安")])]);
    both.cover = Some(cover(4));
    let pdf = printer().print(&both).expect("forms");
    let file = File::of("counted", &pdf);
    let text = file.text();
    let pages = file.pages();
    assert!(pages > 4, "{pages}");
    let long = pages - 2;
    assert!(
        text.contains(&format!("第{long}页，共{long}页")),
        "the long one"
    );
    assert_eq!(
        text.matches("第1页，共1页").count(),
        2,
        "the list and the short one"
    );
    assert!(text.contains("450000河南省郑州市示例路1号"));
}

#[test]
fn the_same_content_is_the_same_file_and_another_is_not() {
    let print = |name: &str| {
        let forms = vec![form(vec![row("姓名", name)])];
        printer().print(&printout("zh-CN", forms)).expect("a form")
    };
    assert!(print("林晓安") == print("林晓安"));
    assert!(print("林晓安") != print("林小安"));
}

/// Compares with what was looked at and found good. `DOCKET_KEEP_PICTURES=1` keeps the new one.
#[test]
fn a_form_looks_as_it_did_when_somebody_looked_at_it() {
    let rows = vec![
        row("单位名称", "郑州石榴科技有限公司"),
        row("统一社会信用代码", "91410105MA3X4Y5Z6A"),
        row("法定代表人", "林䶮𠮷"),
        row("电话", ""),
        row("地址", "河南省郑州市金水区示例路 1 号"),
    ];
    let pdf = printer()
        .print(&printout("zh-CN", vec![form(rows)]))
        .expect("a form");
    let (width, height, pixels) = File::of("looks", &pdf).picture();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/form.pgm");
    let header = format!("P5\n{width} {height}\n255\n");
    if std::env::var_os("DOCKET_KEEP_PICTURES").is_some() {
        std::fs::write(&kept, [header.as_bytes(), &pixels].concat()).expect("kept");
    }
    let picture = std::fs::read(&kept).expect("a kept picture");
    let before = picture
        .strip_prefix(header.as_bytes())
        .expect("of the same size");
    let differing = pixels
        .iter()
        .zip(before)
        .filter(|(new, old)| new.abs_diff(**old) > 96);
    let differing = differing.count();
    // Versions of poppler and of the font draw letters a little differently.
    assert!(
        differing * 500 < pixels.len(),
        "{differing} of {} pixels",
        pixels.len()
    );
}
