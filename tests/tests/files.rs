//! Uploaded files: who may hand in and read them, what is taken, and that their bytes are proved.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::case::{Case, Stage, World};
use crate::program::run;
use crate::server::{Answer, Server};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << >> endobj\n";

/// A case that collects material, whose server keeps its files in a folder of its own.
struct Collecting {
    world: World,
    case: Case,
    files: tempfile::TempDir,
}

impl Collecting {
    fn new() -> Self {
        let mut world = World::fresh();
        let files = tempfile::tempdir().unwrap();
        let folder = files.path().to_str().unwrap();
        world.server.kill();
        world.server = Server::start_with(&world.database.url, &["--files", folder, "--largest-file", "1"]);
        let mut case = Case::open(&world);
        case.walk_to(&world, Stage::Collecting);
        Self { world, case, files }
    }

    fn upload(&self, who: &str, name: &str, content: &[u8]) -> Answer {
        self.case.upload(&self.world, who, name, content.to_vec())
    }

    fn download(&self, who: &str, digest: &str) -> Answer {
        self.world.get(who, &self.case.path(&format!("/files/{digest}")))
    }

    fn submit(&mut self, item: &str, digest: &str) {
        let material = json!({ "item": item, "title": "可行性研究报告", "digest": digest });
        self.case.step(&self.world, "applicant", "submit-material", &material);
    }

    fn kept(&self) -> Vec<PathBuf> {
        files_below(self.files.path())
    }

    /// What `quanheng verify` says, and whether it is satisfied.
    fn verified(&self) -> (String, bool) {
        let folder = self.files.path().to_str().unwrap();
        let output = run(&["verify", "--database", &self.world.database.url, "--files", folder], b"");
        (String::from_utf8(output.stdout).unwrap(), output.status.code() == Some(0))
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

fn digest_of(answer: &Answer) -> String {
    answer.body["digest"].as_str().unwrap().to_owned()
}

#[test]
fn material_can_be_read_again_byte_for_byte_by_everybody_who_takes_part() {
    let mut collecting = Collecting::new();
    let uploaded = collecting.upload("applicant", "可行性研究报告.pdf", PDF).expect(201);
    let digest = digest_of(&uploaded);
    assert_eq!(uploaded.body["bytes"], PDF.len());
    assert_eq!(uploaded.body["media_type"], "application/pdf");
    assert_eq!(uploaded.body["name"], "可行性研究报告.pdf");
    collecting.submit("M01", &digest);
    let deputy = json!({ "deputy": collecting.world.cast.id("deputy") });
    collecting.case.step(&collecting.world, "organiser", "invite-deputy", &deputy);
    for who in ["applicant", "organiser", "leader", "expert1", "deputy", "bureau", "auditor"] {
        let answer = collecting.download(who, &digest).expect(200);
        assert_eq!(answer.text.as_bytes(), PDF, "{who}");
        let disposition = answer.disposition.unwrap();
        assert!(disposition.starts_with("attachment;") && disposition.contains("%E5%8F%AF"), "{disposition}");
    }
    for who in ["outsider", "neighbour", "rival", "firm"] {
        let hidden = collecting.download(who, &digest);
        let absent = collecting.world.get(who, "/evaluations/00000000-0000-0000-0000-000000000000").text;
        assert_eq!((hidden.status, hidden.text), (404, absent), "{who}");
        assert_eq!(collecting.upload(who, "a.pdf", PDF).status, 404, "{who}");
    }
    let (said, fine) = collecting.verified();
    assert!(fine && said.contains("文件1份"), "{said}");
}

#[test]
fn a_file_that_nobody_refers_to_is_between_its_sender_and_those_who_run_the_round() {
    let collecting = Collecting::new();
    let photograph = digest_of(&collecting.upload("leader", "现场.txt", "现场情况".as_bytes()).expect(201));
    assert_eq!(collecting.download("organiser", &photograph).status, 200);
    assert_eq!(collecting.download("applicant", &photograph).status, 404);
    assert_eq!(collecting.download("expert1", &photograph).status, 404);
    let draft = digest_of(&collecting.upload("applicant", "草稿.txt", "未定稿".as_bytes()).expect(201));
    assert_eq!(collecting.download("applicant", &draft).status, 200);
    assert_eq!(collecting.download("expert1", &draft).status, 404);
    for who in ["expert1", "bureau", "auditor"] {
        let refused = collecting.upload(who, "a.pdf", PDF).expect(403);
        assert_eq!(refused.body["article"], "第十四条第（一）项", "{who}: {}", refused.text);
    }
}

#[test]
fn material_refers_to_a_file_that_was_uploaded_to_its_own_evaluation() {
    let collecting = Collecting::new();
    let material = json!({ "item": "M01", "title": "x", "digest": "0".repeat(64) });
    let refused =
        collecting.case.command(&collecting.world, "applicant", "submit-material", &material).send();
    assert_eq!((refused.status, refused.fields()), (422, vec!["digest"]), "{}", refused.text);
    assert!(refused.detail().contains("请先上传文件"), "{}", refused.text);
}

#[test]
fn the_same_file_twice_is_one_file() {
    let collecting = Collecting::new();
    let first = collecting.upload("applicant", "甲.pdf", PDF).expect(201);
    let second = collecting.upload("applicant", "乙.pdf", PDF).expect(201);
    assert_eq!(first.body, second.body);
    assert_eq!(collecting.kept().len(), 1);
}

#[test]
fn what_is_not_taken_leaves_nothing_behind() {
    let collecting = Collecting::new();
    let refused = |name: &str, content: &[u8], status: u16, code: &str| {
        let answer = collecting.upload("applicant", name, content);
        let found = answer.body["errors"][0]["code"].as_str().unwrap_or_else(|| answer.code());
        assert_eq!((answer.status, found), (status, code), "{name}: {}", answer.text);
    };
    refused("程序.exe", b"MZ\x90\0", 422, "file_type_not_taken");
    refused("报告.pdf", b"MZ\x90\0", 422, "file_type_differs");
    refused("资料.zip", b"PK\x03\x04", 422, "file_type_not_taken");
    refused("网页.html", b"<script>", 422, "file_type_not_taken");
    refused("空.pdf", b"", 422, "file_empty");
    refused("", PDF, 422, "file_name_unusable");
    refused(&format!("{}.pdf", "长".repeat(300)), PDF, 422, "file_name_unusable");
    let mut large = PDF.to_vec();
    large.resize(1024 * 1024 + 1, b' ');
    refused("大.pdf", &large, 413, "file_too_large");
    assert_eq!(collecting.kept(), Vec::<PathBuf>::new());
    // One byte less is taken.
    large.pop();
    collecting.upload("applicant", "大.pdf", &large).expect(201);
    assert_eq!(collecting.kept().len(), 1);
}

#[test]
fn a_name_with_folders_names_no_folder_here() {
    let collecting = Collecting::new();
    for name in ["../../etc/密码.pdf", "C:\\资料\\密码.pdf", "/密码.pdf"] {
        let uploaded = collecting.upload("applicant", name, PDF).expect(201);
        assert_eq!(uploaded.body["name"], "密码.pdf", "{name}");
    }
    for digest in ["..%2F..%2Fquanheng.db", "%2e%2e", "sm3"] {
        assert_eq!(collecting.download("applicant", digest).status, 404, "{digest}");
    }
}

#[test]
fn an_upload_that_breaks_off_is_no_file() {
    let collecting = Collecting::new();
    let mut stream = TcpStream::connect(&collecting.world.server.address).unwrap();
    let path = format!("/api/v1{}", collecting.case.path("/files?name=a.pdf"));
    let token = collecting.world.cast.token("applicant");
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\n%PDF-1.7\n"
    )
    .unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    // Whether the server answers or hangs up is its own affair.
    let _ = stream.read_to_string(&mut answer);
    assert!(!answer.contains("201"), "{answer}");
    let (said, fine) = collecting.verified();
    assert!(fine && said.contains("文件0份"), "{said}");
}

#[test]
fn bytes_that_were_changed_or_lost_are_found() {
    let mut collecting = Collecting::new();
    let digest = digest_of(&collecting.upload("applicant", "可研.pdf", PDF).expect(201));
    collecting.submit("M01", &digest);
    let [file] = collecting.kept().try_into().unwrap();
    std::fs::write(&file, b"%PDF-1.7\n1 0 obj << >> endobX\n").unwrap();
    let (said, fine) = collecting.verified();
    assert!(!fine && said.contains("文件“可研.pdf”的内容与登记的摘要不一致"), "{said}");
    std::fs::remove_file(&file).unwrap();
    let (said, fine) = collecting.verified();
    assert!(!fine && said.contains("文件“可研.pdf”已经丢失"), "{said}");
    let lost: Value = collecting.download("applicant", &digest).expect(500).body;
    assert_eq!(lost["code"], "file_lost");
}
