//! What only PostgreSQL can show: several servers on one database, and texts that it cannot keep.

use reqwest::Method;
use serde_json::{Value, json};

use crate::case::{Case, World};
use crate::conditions::one_wins;
use crate::engine::TestDatabase;
use crate::server::Server;

#[test]
fn two_servers_share_one_database() {
    let world = World::prepared(TestDatabase::postgres());
    let mut case = Case::open(&world);
    let second = Server::start(&world.database.url);
    for _ in 0..5 {
        let leader = |who: &str| json!({ "leader": world.cast.id(who), "members": [] });
        let path = case.path("/form-working-group");
        let token = world.cast.token("organiser");
        let elsewhere =
            second.request(Method::POST, &path, token).version(case.version).json(&leader("clerk"));
        let here = case.command(&world, "organiser", "form-working-group", &leader("leader"));
        let version = one_wins([here, elsewhere]);
        assert_eq!(version, case.version + 1);
        case.version = version;
        let seen = second.request(Method::GET, &case.path(""), token).send().expect(200);
        assert_eq!(seen.body, world.get("organiser", &case.path("")).expect(200).body);
    }
    // The same key through both servers is the same request.
    let members = json!({ "leader": world.cast.id("leader"), "members": [world.cast.id("clerk")] });
    let form = |server: &Server| {
        let path = case.path("/form-working-group");
        let request = server.request(Method::POST, &path, world.cast.token("organiser"));
        request.version(case.version).key("form").json(&members).send().expect(200)
    };
    assert_eq!(form(&world.server).version, form(&second).version);
    let reason = json!({ "reason": "理由\u{0}" });
    let refused = case.command(&world, "organiser", "withdraw", &reason).send();
    assert_eq!((refused.status, refused.fields()), (422, vec!["reason"]), "{}", refused.text);
    world.verify();
    refuses_what_it_cannot_keep(&world);
}

/// PostgreSQL keeps no NUL in a text, and SQLite does: both must refuse it before it gets there.
fn refuses_what_it_cannot_keep(world: &World) {
    let sqlite = World::fresh();
    for world in [world, &sqlite] {
        let subject = json!({ "name": "名称\u{0}", "unit": "住建局", "facts": { "object": "project" } });
        let refused = world.post("applicant", "/subjects").json(&subject).send();
        assert_eq!((refused.status, refused.fields()), (422, vec!["name"]), "{}", refused.text);
        for path in ["/subjects?unit=%00", "/subjects?section=a%00", "/evaluations?organiser=%00"] {
            assert_eq!(world.get("bureau", path).status, 400, "{path}");
        }
        let named =
            world.post("bureau", "/imports?file_name=%00").text("application/octet-stream", "x").send();
        assert_eq!(named.status, 400, "{}", named.text);
        let strange = json!({ "name": "𠮷\u{1F600}\u{202e}\\u0000", "unit": "住建局", "facts": {} });
        let kept = world.post("applicant", "/subjects").json(&strange).send().expect(201).body;
        assert_eq!(kept["name"], strange["name"]);
        assert_ne!(kept["id"], Value::Null);
    }
}
