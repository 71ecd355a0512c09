//! Starting, stopping and answering that the server is there.

use reqwest::Method;

use crate::case::World;
use crate::engine::TestDatabase;
use crate::program::run;
use crate::server::Server;

#[test]
fn an_empty_database_is_enough_to_start() {
    let database = TestDatabase::sqlite();
    let mut server = Server::start(&database.url);
    for (path, text) in [("/healthz", "ok"), ("/readyz", "ready")] {
        let answer = server.plain(Method::GET, path).send().expect(200);
        assert_eq!(answer.text, text);
    }
    let welcome = server.plain(Method::GET, "/").send().expect(200);
    assert!(
        welcome.content_type.starts_with("text/html") && welcome.text.contains("权衡"),
        "{}",
        welcome.text
    );
    let documentation = server.plain(Method::GET, "/api/docs").send().expect(200);
    assert!(documentation.content_type.starts_with("text/html"), "{}", documentation.content_type);
    let specification = server.plain(Method::GET, "/api/openapi.json").send().expect(200);
    assert!(specification.body["openapi"].as_str().unwrap().starts_with("3."));
    assert_eq!(server.stop().code(), Some(0));
    assert!(server.log().contains("服务已停止"), "{}", server.log());
    let verified = run(&["verify", "--database", &database.url], b"");
    assert_eq!(verified.status.code(), Some(0));
}

#[test]
fn a_server_starts_on_an_empty_postgres_database() {
    let database = TestDatabase::postgres();
    let mut server = Server::start(&database.url);
    server.plain(Method::GET, "/readyz").send().expect(200);
    assert_eq!(server.stop().code(), Some(0));
}

#[test]
fn what_was_written_is_there_after_a_restart() {
    let mut world = World::fresh();
    let before = world.get("bureau", "/subjects/counts").expect(200).body;
    assert_eq!(before["required"], 13);
    world.restart();
    assert_eq!(world.get("bureau", "/subjects/counts").expect(200).body, before);
}

#[test]
fn a_port_that_is_taken_is_said_in_chinese() {
    let (first, second) = (TestDatabase::sqlite(), TestDatabase::sqlite());
    let server = Server::start(&first.url);
    let address = &server.address;
    let refused = run(&["serve", "--listen", address, "--database", &second.url], b"");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("{address}无法监听")) && said.contains("--listen"), "{said}");
    assert!(!said.contains("os error"), "the system's own English is not for officials: {said}");
}

#[test]
fn a_mistyped_database_is_not_verified() {
    let database = TestDatabase::sqlite();
    let verified = run(&["verify", "--database", &database.url], b"");
    let said = String::from_utf8(verified.stderr).unwrap();
    assert_eq!(verified.status.code(), Some(2), "nothing is there that could agree: {said}");
    assert!(said.contains("没有数据库文件"), "{said}");
}

#[test]
fn a_database_that_cannot_be_used_is_said_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    let no_database = folder.path().join("notes.txt");
    std::fs::write(&no_database, "这不是数据库".repeat(200)).unwrap();
    let addresses = [
        "mysql://localhost/quanheng".to_owned(),
        format!("sqlite:{}", no_database.display()),
        "postgres://nobody@127.0.0.1:1/quanheng".to_owned(),
    ];
    for address in addresses {
        let refused = run(&["serve", "--listen", "127.0.0.1:0", "--database", &address], b"");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(2), "{address}: {said}");
        assert!(said.contains("出错：") && said.contains("数据库"), "{address}: {said}");
        for foreign in ["panicked", "sqlx", "SQLITE", "error:", "{"] {
            assert!(!said.contains(foreign), "{address}: {said}");
        }
    }
}
