//! Answers that are not what was asked for: a code for programs, a small page for people.
//!
//! Whoever refuses returns a [`Refusal`]. Which of the two the browser gets is decided once, by
//! the layer [`explain`], which alone knows what the request accepts. Server functions have
//! their own errors, made in `app::error`; those are left as they are.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::application::view::Limit;
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::json;

/// The header by which Leptos marks an error of a server function.
const SERVER_FUNCTION_ERROR: HeaderName = HeaderName::from_static("serverfnerror");

/// Why a request is not answered as asked. It never holds what the request contained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status of the answer.
    pub status: StatusCode,
    /// A stable code, `error` in the JSON.
    pub code: &'static str,
    /// After how many seconds another try makes sense.
    pub retry_after: Option<u32>,
    /// Whose limit is reached, where more was begun than is taken at once.
    pub limit: Option<Limit>,
}

impl Refusal {
    /// A refusal for good.
    #[must_use]
    pub const fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            retry_after: None,
            limit: None,
        }
    }

    /// A request that no page of ours makes.
    #[must_use]
    pub const fn malformed() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed")
    }

    /// There is no such thing, or not for this person.
    #[must_use]
    pub const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// More than may be sent.
    #[must_use]
    pub const fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large")
    }

    /// Too many requests.
    #[must_use]
    pub const fn too_many(seconds: u32) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: "too_many",
            retry_after: Some(seconds),
            limit: None,
        }
    }

    /// More is being asked, by all together, than can be done right now.
    #[must_use]
    pub const fn busy(seconds: u32) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "busy",
            retry_after: Some(seconds),
            limit: None,
        }
    }

    /// What was to come did not come in time.
    #[must_use]
    pub const fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "unavailable")
    }

    /// A demo is for the machine it runs on.
    #[must_use]
    pub const fn elsewhere() -> Self {
        Self::new(StatusCode::MISDIRECTED_REQUEST, "demo_elsewhere")
    }

    /// Something inside failed; the log says what.
    #[must_use]
    pub const fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "unavailable")
    }

    /// `error` is for scripts of ours; with `code` and `seconds` it is an `app::AppError` too, so
    /// that a server function's caller understands it.
    fn json(self) -> serde_json::Value {
        let mut told = json!({ "error": self.code, "code": self.code });
        if let Some(seconds) = self.retry_after {
            told["seconds"] = seconds.into();
        }
        if let Some(limit) = self.limit {
            told["limit"] = json!(limit);
        }
        told
    }

    /// What HTTP says about an answer nobody of ours made.
    fn of_status(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::new(status, "method_not_allowed")),
            StatusCode::REQUEST_TIMEOUT => Some(Self::too_slow()),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::too_large()),
            _ => None,
        }
    }
}

impl From<backend::Error> for Refusal {
    fn from(error: backend::Error) -> Self {
        use backend::Error;
        match error {
            Error::NotFound => Self::not_found(),
            Error::SignedOut | Error::WrongCredentials => {
                Self::new(StatusCode::UNAUTHORIZED, "signed_out")
            }
            Error::PasswordExpired => Self::new(StatusCode::UNAUTHORIZED, "password_expired"),
            Error::PasswordDue => Self::new(StatusCode::FORBIDDEN, "password_due"),
            Error::Unproved => Self::new(StatusCode::FORBIDDEN, "unproved"),
            Error::Forbidden => Self::new(StatusCode::FORBIDDEN, "forbidden"),
            Error::Stale { .. } => Self::new(StatusCode::CONFLICT, "stale"),
            Error::NotPossible(_) => Self::new(StatusCode::CONFLICT, "not_possible"),
            Error::Unchanged => Self::new(StatusCode::CONFLICT, "unchanged"),
            Error::Claimed { .. } => Self::new(StatusCode::CONFLICT, "claimed"),
            Error::Assigned => Self::new(StatusCode::CONFLICT, "assigned"),
            Error::Lapsed => Self::new(StatusCode::CONFLICT, "lapsed"),
            Error::LastAdministrator => Self::new(StatusCode::CONFLICT, "last_administrator"),
            Error::Proposed => Self::new(StatusCode::CONFLICT, "proposed"),
            Error::Ineligible(_) => Self::new(StatusCode::CONFLICT, "ineligible"),
            Error::Missing(what) => Self::new(StatusCode::CONFLICT, what.missing()),
            Error::OwnProposal => Self::new(StatusCode::CONFLICT, "own_proposal"),
            Error::Closed => Self::new(StatusCode::CONFLICT, "closed"),
            Error::Message(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "answers"),
            Error::Answers(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "answers"),
            Error::Picture(domain::document::PictureError::TooLarge) => Self::too_large(),
            Error::Picture(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "picture"),
            Error::Malformed(_) => Self::malformed(),
            Error::TooMany { seconds } => Self::too_many(seconds),
            Error::Spent { seconds, limit } => Self {
                code: "spent",
                limit: Some(limit),
                ..Self::too_many(seconds)
            },
            Error::Busy => Self::busy(5),
            Error::Database(_) | Error::Blob(_) | Error::Inconsistent(_) | Error::Internal(_) => {
                tracing::error!(%error, "failed inside");
                Self::internal()
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Whether a person waits for a page, and not a script for data.
#[must_use]
pub fn wants_page(headers: &HeaderMap) -> bool {
    let mut accepted = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.contains("text/html"))
}

/// Gives each refusal its words.
pub async fn explain(request: Request, next: Next) -> Response {
    let page = wants_page(request.headers());
    let mut response = next.run(request).await;
    let refusal = response
        .extensions()
        .get()
        .copied()
        .or_else(|| unexplained(&response));
    let Some(refusal) = refusal else {
        return response;
    };
    let (content_type, text) = if page {
        ("text/html; charset=utf-8", html(refusal))
    } else {
        ("application/json", refusal.json().to_string())
    };
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.remove(CONTENT_ENCODING);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    *response.body_mut() = Body::from(text);
    response
}

fn unexplained(response: &Response) -> Option<Refusal> {
    let headers = response.headers();
    let content_type = headers
        .get(CONTENT_TYPE)
        .map_or(&b""[..], HeaderValue::as_bytes);
    let is_bare = content_type.is_empty() || content_type.starts_with(b"text/plain");
    (is_bare && !headers.contains_key(SERVER_FUNCTION_ERROR))
        .then(|| Refusal::of_status(response.status()))
        .flatten()
}

/// The page. It is needed when the rest of the program cannot or shall not work on the request,
/// so it does not know the visitor's language and says it in all of them.
fn html(refusal: Refusal) -> String {
    let (chinese, japanese, english) = sentences(refusal);
    format!(
        r#"<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{status}</title>
<link rel="stylesheet" href="/pkg/docket.css">
</head>
<body>
<main class="refusal" data-error="{code}">
<h1>{status}</h1>
<p lang="zh-CN">{chinese}</p>
<p lang="ja">{japanese}</p>
<p lang="en">{english}</p>
<p><a href="/">首页 · ホーム · Home</a></p>
</main>
</body>
</html>
"#,
        status = refusal.status.as_u16(),
        code = refusal.code,
    )
}

const fn sentences(refusal: Refusal) -> (&'static str, &'static str, &'static str) {
    match refusal.status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => (
            "无法理解该请求。请返回上一页后重试。",
            "リクエストを処理できません。前のページに戻って、もう一度お試しください。",
            "This request could not be understood. Please go back and try again.",
        ),
        StatusCode::UNAUTHORIZED => (
            "请先登录。已填写的内容均已保存。",
            "サインインしてください。入力内容は保存されています。",
            "Please sign in first. Everything entered so far is kept.",
        ),
        StatusCode::FORBIDDEN => (
            "此操作不被允许。请从本站页面重新提交。",
            "この操作は許可されていません。本サイトのページからやり直してください。",
            "This is not allowed. Please send the form again from a page of this site.",
        ),
        StatusCode::MISDIRECTED_REQUEST => (
            "这是演示系统，只能在运行它的计算机上直接打开，不能通过代理或其他地址访问。",
            "これはデモです。動作しているコンピューター上で直接開いてください。プロキシや別のアドレスからは利用できません。",
            "This is a demo. It can only be opened directly, on the computer it runs on, and not through a proxy or under another address.",
        ),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => (
            "此处没有内容。",
            "ここには何もありません。",
            "There is nothing here.",
        ),
        StatusCode::REQUEST_TIMEOUT => (
            "等待时间过长。已保存的内容不会丢失，请重试。",
            "時間がかかりすぎました。保存済みの内容は失われていません。もう一度お試しください。",
            "This took too long. Nothing saved is lost; please try again.",
        ),
        StatusCode::CONFLICT => (
            "内容已有变化。请返回并重新打开页面。",
            "内容が変更されています。前のページに戻り、開き直してください。",
            "Things have changed meanwhile. Please go back and open the page again.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "发送的内容过大。单个文件须小于 5 MB。",
            "送信内容が大きすぎます。ファイルは 5 MB 未満にしてください。",
            "Too much was sent at once. A file must be smaller than 5 MB.",
        ),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => (
            "请求过多，请稍候再试。已保存的内容不会丢失。",
            "混み合っています。少し待ってからお試しください。保存済みの内容は失われていません。",
            "Too much at once. Please wait a moment and try again; nothing saved is lost.",
        ),
        _ => (
            "系统发生错误。已保存的内容不会丢失，请重试。",
            "エラーが発生しました。保存済みの内容は失われていません。もう一度お試しください。",
            "Something failed on our side. Nothing saved is lost; please try again.",
        ),
    }
}
