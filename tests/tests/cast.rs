//! Who takes part: a compact cast with seven experts, and people who have nothing to do with the case.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::run;
use crate::server::Server;

/// Key, role, post and organisation. The posts of the panel are found nowhere else in what the tests write.
const PARTS: [(&str, &str, &str, &str); 20] = [
    ("bureau", "finance-bureau", "绩效股经办", "区财政局"),
    ("bureau2", "finance-bureau", "绩效股复核", "区财政局"),
    ("auditor", "audit-bureau", "审计经办", "区审计局"),
    ("applicant", "applicant", "项目申报岗", "住建局"),
    ("organiser", "budget-department", "评估组织岗", "住建局"),
    ("confirmer", "budget-department", "结果认定岗", "住建局"),
    ("leader", "budget-department", "工作组组长岗", "住建局"),
    ("clerk", "budget-department", "工作组记录岗", "住建局"),
    ("deputy", "deputy", "受邀代表岗", "代表联络站"),
    ("expert1", "expert", "席位子", "甲设计院"),
    ("expert2", "expert", "席位丑", "乙设计院"),
    ("expert3", "expert", "席位寅", "丙规划院"),
    ("expert4", "expert", "席位卯", "丁咨询公司"),
    ("expert5", "expert", "席位辰", "戊学院"),
    ("expert6", "expert", "席位巳", "己造价公司"),
    ("expert7", "expert", "席位午", "庚会计师事务所"),
    ("outsider", "expert", "无关专家岗", "辛设计院"),
    ("neighbour", "budget-department", "别的部门岗", "教体局"),
    ("rival", "applicant", "别的单位申报岗", "教体局"),
    ("firm", "third-party", "受托机构岗", "壬咨询公司"),
];

/// The panel, with the kind of expert that each member counts for.
pub(crate) const PANEL: [(&str, &str); 7] = [
    ("expert1", "business"),
    ("expert2", "business"),
    ("expert3", "business"),
    ("expert4", "management"),
    ("expert5", "management"),
    ("expert6", "finance"),
    ("expert7", "finance"),
];

/// The people with their identifiers and tokens.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cast(BTreeMap<&'static str, Member>);

#[derive(Debug, Clone)]
struct Member {
    id: String,
    token: String,
}

impl Cast {
    /// Adds everybody through `quanheng actor add`, a few at a time, and asks the server who they are.
    pub(crate) fn gather(server: &Server, database: &str) -> Self {
        let mut cast = Self::default();
        std::thread::scope(|scope| {
            let halves = PARTS.chunks(PARTS.len() / 2).map(|half| {
                scope.spawn(move || half.iter().map(|part| add(part, server, database)).collect::<Vec<_>>())
            });
            for half in halves.collect::<Vec<_>>() {
                cast.0.extend(half.join().unwrap());
            }
        });
        cast
    }

    /// Lets somebody new take a part, whoever had it before.
    pub(crate) fn recruit(
        &mut self,
        server: &Server,
        database: &str,
        part: &(&'static str, &'static str, &'static str, &'static str),
    ) {
        self.0.extend([add(part, server, database)]);
    }

    /// Lets somebody who is there take another part.
    pub(crate) fn take_over(&mut self, part: &'static str, from: &str) {
        let member = self.0[from].clone();
        self.0.insert(part, member);
    }

    pub(crate) fn id(&self, key: &str) -> &str {
        &self.0[key].id
    }

    pub(crate) fn token(&self, key: &str) -> &str {
        &self.0[key].token
    }
}

fn add(
    (key, role, post, organisation): &(&'static str, &str, &str, &str),
    server: &Server,
    database: &str,
) -> (&'static str, Member) {
    let arguments = [
        "actor",
        "add",
        "--post",
        post,
        "--role",
        role,
        "--organisation",
        organisation,
        "--database",
        database,
    ];
    let added = run(&arguments, b"");
    assert_eq!(added.status.code(), Some(0), "{}", String::from_utf8_lossy(&added.stderr));
    let token = String::from_utf8(added.stdout).unwrap().trim().to_owned();
    let me = server.request(reqwest::Method::GET, "/me", &token).send().expect(200).body;
    assert_eq!(me["post"], Value::from(*post));
    let id = me["id"].as_str().unwrap().to_owned();
    (*key, Member { id, token })
}

/// The post of a part, as papers would name it.
pub(crate) fn post_of(key: &str) -> &'static str {
    PARTS.iter().find(|(known, ..)| *known == key).map(|(_, _, post, _)| *post).unwrap()
}
