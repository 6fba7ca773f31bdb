//! Pictures that arrive, and bodies made to break something.

use axum::body::Body;
use backend::application::column::DRAFT_ANSWERS;
use backend::pool::MIGRATOR;
use backend::seal::Sealed;
use domain::document::MAX_BYTES;
use domain::form::RawAnswers;
use futures::{StreamExt as _, stream};
use http::{Request, StatusCode};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};
use server::routes::uploads::MAX_REQUEST_BYTES;
use sqlx::PgPool;

use crate::stage::{Answer, HOST, Stage, get};

const BOUNDARY: &str = "----one-that-occurs-nowhere";

/// A photo as the browser sends it.
pub fn jpeg() -> Vec<u8> {
    let picture = RgbImage::from_fn(640, 480, |x, y| image::Rgb([x as u8, y as u8, 90]));
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 80);
    encoder
        .encode(&picture, 640, 480, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

/// A multipart body, part by part.
#[derive(Default)]
pub struct Form(Vec<u8>);

impl Form {
    pub const TYPE: &str = "multipart/form-data; boundary=----one-that-occurs-nowhere";

    pub fn text(mut self, name: &str, text: &str) -> Self {
        let head =
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(text.as_bytes());
        self.0.extend_from_slice(b"\r\n");
        self
    }

    pub fn file(mut self, field: &str, file: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"; \
             filename=\"{file}\"\r\ncontent-type: image/jpeg\r\n\r\n"
        );
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    pub fn end(mut self) -> Vec<u8> {
        self.0
            .extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.0
    }
}

fn request(accept: &str, content_type: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post("/api/uploads")
        .header("host", HOST)
        .header("accept", accept)
        .header("content-type", content_type)
        .body(body.into())
        .unwrap()
}

fn multipart(accept: &str, body: impl Into<Body>) -> Request<Body> {
    request(accept, Form::TYPE, body)
}

/// As the script in the page sends it.
fn by_script(body: impl Into<Body>) -> Request<Body> {
    multipart("application/json", body)
}

/// As a browser without scripts sends it.
fn by_form(body: impl Into<Body>) -> Request<Body> {
    multipart("text/html,*/*;q=0.8", body)
}

/// What the browser sends back of the cookies it was given.
fn cookie(answer: &Answer) -> String {
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_picture_is_kept_and_shown_to_its_owner_only(pool: PgPool) {
    let stage = Stage::new(pool);
    let body = Form::default()
        .text("application", "")
        .file("portrait", "p.jpg", &jpeg())
        .end();
    let answer = stage.send(by_script(body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["field"], "portrait");
    let path = format!("/api/documents/{}", answer.json()["id"].as_str().unwrap());
    let mut own = get(&path);
    own.headers_mut()
        .insert("cookie", cookie(&answer).parse().unwrap());
    let picture = stage.send(own).await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.header("content-type"), "image/jpeg");
    assert_eq!(picture.header("content-disposition"), "inline");
    assert_eq!(picture.header("cache-control"), "private, no-store");
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    assert!(
        picture
            .header("content-security-policy")
            .contains("sandbox")
    );
    assert!(picture.body.starts_with(&[0xff, 0xd8]));
    assert_eq!(stage.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_wrong_with_a_picture_is_said_by_code_and_field(pool: PgPool) {
    let stage = Stage::new(pool);
    let whole = jpeg();
    let half = &whole[..whole.len() / 2];
    let table: [(&[u8], u16, &str); 12] = [
        (b"", 422, "empty"),
        (b"\x89PNG\r\n\x1a\n", 422, "not_jpeg"),
        (b"GIF89a is no JPEG", 422, "gif"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", 422, "heic"),
        (b"%PDF-1.7", 422, "pdf"),
        (b"PK\x03\x04", 422, "document"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", 422, "video"),
        (b"Dear Sir or Madam", 422, "text"),
        (b"\xff\xd8\xff\xe0 and then nothing", 422, "damaged"),
        (half, 422, "damaged"),
        (&[half, b"\xff\xd9"].concat(), 422, "damaged"),
        (&vec![0xff; MAX_BYTES], 413, "too_large"),
    ];
    for (bytes, status, code) in table {
        let body = Form::default().file("portrait", "p.jpg", bytes).end();
        let answer = stage.send(by_script(body)).await;
        assert_eq!(answer.status.as_u16(), status, "{code}: {}", answer.text());
        assert_eq!(answer.json()["error"], code);
        assert_eq!(answer.json()["field"], "portrait");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_older_attempt_is_told_that_a_newer_one_was_faster(pool: PgPool) {
    let stage = Stage::new(pool);
    let attempt = |number: &str| {
        Form::default()
            .text("application", "")
            .text("attempt", number)
            .file("portrait", "p.jpg", &jpeg())
            .end()
    };
    let newer = stage.send(by_script(attempt("20"))).await;
    assert_eq!(newer.status, StatusCode::OK, "{}", newer.text());
    assert_eq!(newer.json()["attempt"], 20);
    let mut older = by_script(attempt("10"));
    let session = cookie(&newer).parse().unwrap();
    older.headers_mut().insert("cookie", session);
    let older = stage.send(older).await;
    assert_eq!(older.status, StatusCode::CONFLICT, "{}", older.text());
    assert_eq!(older.json()["error"], "superseded");
    let kept: i64 = sqlx::query_scalar("select count(*) from document where replaced_at is null")
        .fetch_one(&stage.portal.backend.pool)
        .await
        .unwrap();
    assert_eq!(kept, 1);
    let odd = stage.send(by_script(attempt("soon"))).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_body_that_makes_no_sense_is_refused_and_never_breaks_anything(pool: PgPool) {
    let stage = Stage::new(pool);
    let good = Form::default().file("portrait", "p.jpg", &jpeg()).end();
    let bodies: Vec<(&str, String, Vec<u8>)> = [
        ("no boundary", "multipart/form-data", good.clone()),
        (
            "an empty boundary",
            "multipart/form-data; boundary=",
            good.clone(),
        ),
        (
            "a boundary in quotes that never close",
            "multipart/form-data; boundary=\"a",
            good.clone(),
        ),
        (
            "another boundary",
            "multipart/form-data; boundary=other",
            good.clone(),
        ),
        (
            "not multipart",
            "application/x-www-form-urlencoded",
            b"application=".to_vec(),
        ),
        ("no body", "multipart/form-data; boundary=a", Vec::new()),
        (
            "only the end",
            "multipart/form-data; boundary=a",
            b"--a--\r\n".to_vec(),
        ),
        ("noise", "multipart/form-data; boundary=a", vec![0; 4096]),
        ("cut off in a file", Form::TYPE, {
            good[..good.len() / 2].to_vec()
        }),
    ]
    .into_iter()
    .map(|(what, content_type, body)| (what, content_type.to_owned(), body))
    .collect();
    for (what, content_type, body) in bodies {
        let answer = stage
            .send(request("application/json", &content_type, body))
            .await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{what}: {}",
            answer.text()
        );
        assert_eq!(answer.json()["error"], "malformed", "{what}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn parts_that_no_form_of_ours_has_are_refused(pool: PgPool) {
    let stage = Stage::new(pool);
    let picture = jpeg();
    let mut many = Form::default();
    for number in 0..100 {
        many = many.text(&format!("answers[{number}]"), "a");
    }
    let bodies = [
        ("no file", Form::default().text("application", "").end()),
        (
            "a field that is none",
            Form::default().file("real_name", "p.jpg", &picture).end(),
        ),
        (
            "a name with signs",
            Form::default().file("../portrait", "p.jpg", &picture).end(),
        ),
        (
            "a part without a name",
            Form::default().file("", "p.jpg", &picture).end(),
        ),
        (
            "too many parts",
            many.file("portrait", "p.jpg", &picture).end(),
        ),
        (
            "a text without end",
            Form::default()
                .text("application", &"a".repeat(20_000))
                .end(),
        ),
    ];
    for (what, body) in bodies {
        let answer = stage.send(by_script(body)).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{what}: {}",
            answer.text()
        );
    }
}

/// A body that goes on for `most` bytes, and how many of them were taken.
fn endless(start: Vec<u8>, most: usize) -> (Body, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let taken = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = taken.clone();
    let more = stream::unfold(Some(start), move |start| {
        let counter = counter.clone();
        async move {
            let chunk = start.unwrap_or_else(|| vec![b'a'; 64 * 1024]);
            let before = counter.fetch_add(chunk.len(), Ordering::Relaxed);
            (before < most).then_some((Ok::<_, std::io::Error>(chunk), None))
        }
    });
    (Body::from_stream(more), taken)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_does_not_end_is_cut_off(pool: PgPool) {
    use std::sync::atomic::Ordering;
    let stage = Stage::new(pool);
    let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"portrait\"");
    let file = format!("{head}; filename=\"p.jpg\"\r\n\r\n");
    let most = 4 * MAX_REQUEST_BYTES;
    let cases = [
        ("a preamble", Vec::new(), 400, 2 * 1024 * 1024),
        (
            "a header",
            format!("{head}; x=\"").into_bytes(),
            400,
            2 * 1024 * 1024,
        ),
        (
            "a text",
            format!("{head}\r\n\r\n").into_bytes(),
            400,
            2 * 1024 * 1024,
        ),
    ];
    for (what, start, status, limit) in cases {
        let (body, taken) = endless(start, most);
        let answer = stage.send(by_script(body)).await;
        assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text());
        assert!(taken.load(Ordering::Relaxed) < limit, "{what}");
    }
    // A script is answered at once; the rest is received and forgotten, but not for ever.
    let (body, taken) = endless(file.clone().into_bytes(), most);
    let answer = stage.send(by_script(body)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.json()["error"], "too_large");
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(taken.load(Ordering::Relaxed) <= MAX_REQUEST_BYTES + MAX_BYTES + 256 * 1024);
    // A form might have more to say, up to a limit.
    let (body, taken) = endless(file.into_bytes(), most);
    let answer = stage.send(by_form(body)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(taken.load(Ordering::Relaxed) <= MAX_REQUEST_BYTES + 128 * 1024);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_arrives_too_slowly_ends_and_what_is_only_slow_is_kept(pool: PgPool) {
    // A thousand bytes in half a second are enough.
    let stage = Stage::new(pool);
    let slowly = |size: usize| {
        let bytes = Form::default().file("portrait", "p.jpg", &jpeg()).end();
        let pieces: Vec<Vec<u8>> = bytes.chunks(size).map(<[u8]>::to_vec).collect();
        Body::from_stream(stream::iter(pieces).then(|piece| async move {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            Ok::<_, std::io::Error>(piece)
        }))
    };
    let late = stage.send(by_script(slowly(20))).await;
    assert_eq!(late.status, StatusCode::REQUEST_TIMEOUT, "{}", late.text());
    assert_eq!(late.json()["error"], "unavailable");
    let late = stage.send(by_form(slowly(20))).await;
    assert_eq!(late.status, StatusCode::REQUEST_TIMEOUT);
    assert!(
        late.text().contains("This took too long."),
        "{}",
        late.text()
    );
    let kept = stage.send(by_script(slowly(1000))).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_form_without_scripts_keeps_what_is_good_and_says_what_is_not(pool: PgPool) {
    let stage = Stage::new(pool);
    let body = Form::default()
        .text("application", "")
        .text("step", "documents")
        .text("answers[real_name]", "张三")
        .file("portrait-camera", "p.jpg", &jpeg())
        .file("portrait", "", b"")
        .file("emblem-camera", "", b"")
        .file("emblem", "e.jpg", b"GIF89a")
        .file("handheld", "h.jpg", &vec![0xff; MAX_BYTES])
        .file("proof", "", b"")
        .text("action", "next")
        .end();
    let answer = stage.send(by_form(body)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(
        answer.header("location"),
        "/register/documents?picture=emblem.gif&picture=handheld.too_large"
    );
    let kept: Vec<String> = sqlx::query_scalar("select field from document")
        .fetch_all(&stage.portal.backend.pool)
        .await
        .unwrap();
    assert_eq!(kept, ["portrait"]);
    let (id, answers): (uuid::Uuid, Sealed<RawAnswers>) =
        sqlx::query_as("select application_id, answers from draft")
            .fetch_one(&stage.portal.backend.pool)
            .await
            .unwrap();
    let keys = &stage.portal.backend.keys;
    let answers = answers.open(keys, DRAFT_ANSWERS, id).unwrap();
    assert_eq!(answers.get("real_name"), "张三");
    assert!(cookie(&answer).starts_with("docket="));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_form_without_scripts_is_never_sent_anywhere_but_to_our_pages(pool: PgPool) {
    let stage = Stage::new(pool);
    for (application, step) in [
        ("", "//evil.example"),
        ("", "documents\r\nset-cookie: a=b"),
        ("//evil.example", "documents"),
        ("注册", "documents"),
        ("", ""),
        ("NONE-0000", "correction"),
    ] {
        let body = Form::default()
            .text("application", application)
            .text("step", step)
            .file("portrait", "p.jpg", b"GIF89a")
            .text("action", "next")
            .end();
        let answer = stage.send(by_form(body)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{application} {step}");
        let path = answer.header("location");
        assert!(path.starts_with('/') && !path.starts_with("//"), "{path}");
        assert!(!path.contains("evil") && path.contains("error="), "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn more_pictures_than_any_step_has_are_refused(pool: PgPool) {
    let stage = Stage::new(pool);
    let picture = jpeg();
    let mut form = Form::default().text("step", "documents");
    for _ in 0..7 {
        form = form.file("portrait", "p.jpg", &picture);
    }
    let answer = stage.send(by_form(form.end())).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}
