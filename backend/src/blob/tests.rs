//! The directory store on a real file system.

use super::*;

fn directory(name: &str) -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("docket-blobs-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    path
}

#[tokio::test]
async fn what_is_put_can_be_got_until_it_is_deleted() {
    let path = directory("round-trip");
    let blobs = Blobs::directory(&path).unwrap();
    blobs.put("2026/11/a.jpg", vec![1, 2, 3]).await.unwrap();
    assert_eq!(blobs.get("2026/11/a.jpg").await.unwrap(), [1, 2, 3]);
    blobs.put("2026/11/a.jpg", vec![4]).await.unwrap();
    assert_eq!(blobs.get("2026/11/a.jpg").await.unwrap(), [4]);
    blobs.delete("2026/11/a.jpg").await.unwrap();
    blobs.delete("2026/11/a.jpg").await.unwrap();
    assert!(matches!(
        blobs.get("2026/11/a.jpg").await,
        Err(Error::NotFound)
    ));
    std::fs::remove_dir_all(path).unwrap();
}

#[tokio::test]
async fn nothing_unfinished_is_left_beside_a_stored_file() {
    let path = directory("whole");
    let blobs = Blobs::directory(&path).unwrap();
    blobs.put("a.jpg", vec![7; 100_000]).await.unwrap();
    let names: Vec<_> = std::fs::read_dir(&path)
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert_eq!(names, ["a.jpg"]);
    std::fs::remove_dir_all(path).unwrap();
}

#[tokio::test]
async fn no_key_leads_out_of_the_directory() {
    let path = directory("inside");
    let blobs = Blobs::directory(&path).unwrap();
    for key in ["../a", "a/../../b", "/etc/passwd/../x", "a//b", "."] {
        let put = blobs.put(key, vec![1]).await;
        assert!(put.is_err() || blobs.get(key).await.is_ok(), "{key}");
    }
    assert!(!path.parent().unwrap().join("a").exists());
    assert!(!path.parent().unwrap().join("b").exists());
    std::fs::remove_dir_all(path).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn the_directory_is_closed_to_other_users() {
    use std::os::unix::fs::PermissionsExt as _;
    let path = directory("private");
    Blobs::directory(&path).unwrap();
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o700
    );
    std::fs::remove_dir_all(path).unwrap();
}

#[tokio::test]
async fn a_directory_that_went_away_is_noticed() {
    let path = directory("gone");
    let blobs = Blobs::directory(&path).unwrap();
    blobs.check().await.unwrap();
    blobs.check().await.unwrap();
    std::fs::remove_dir_all(&path).unwrap();
    assert!(blobs.check().await.is_err());
    assert!(!path.exists(), "looking does not make it again");
}

#[tokio::test]
async fn a_bucket_nobody_serves_fails_soon() {
    let blobs = Blobs::s3(
        "docket",
        "pictures",
        Some("http://127.0.0.1:9"),
        "us-east-1",
    )
    .unwrap();
    let begun = std::time::Instant::now();
    assert!(blobs.put("a.jpg", vec![1]).await.is_err());
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_bucket_behind_tls_that_does_not_answer_is_an_error_and_no_panic() {
    // Port 9 of this machine discards at best; what counts is that a client for `https` is made.
    let blobs = Blobs::s3("papers", "", Some("https://127.0.0.1:9"), "eu-1");
    let asked = tokio::time::timeout(Duration::from_secs(1), blobs.unwrap().check()).await;
    assert!(!matches!(asked, Ok(Ok(()))));
}
