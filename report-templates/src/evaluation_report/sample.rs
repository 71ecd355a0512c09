//! A complete view, for tests here and for the check elsewhere that the caller's view has the same shape.

use serde_json::{Value, json};

/// A filled view: seven experts, six headings, one dissent, one deputy. Every call makes the same value.
#[must_use]
pub fn sample() -> Value {
    json!({
        "title": "新荷路建设工程事前绩效评估报告",
        "place": "岳阳市云溪区",
        "bases": [
            "国家法律、法规和规章制度，上级和区委区政府确定的重大决策部署",
            "财政部门的预算管理制度，申报单位的职责和年度工作计划",
            "市政道路工程的行业标准和技术规范",
        ],
        "organiser": "区住房和城乡建设局",
        "third_party": "某绩效评价有限公司",
        "round": "第1轮",
        "rulebook": "云溪区区级财政支出事前绩效评估规则集（2023版）",
        "dates": [
            { "label": "立项评估", "date": "2023年6月1日" },
            { "label": "正式评估会", "date": "2023年7月12日" },
        ],
        "subject": subject(),
        "methods": {
            "ways": ["专家咨询", "现场调研", "座谈交流"],
            "methods": ["成本效益法", "比较法"],
            "text": "比较法用于对照周边同等级道路的单位造价，成本效益法用于核对投入与通行效益。",
        },
        "plan": [
            { "title": "评估目的和依据", "text": "判断工程是否必要、投入是否经济、目标是否合理。" },
            { "title": "评估步骤与时间安排", "text": "6月收集资料，7月上旬现场调研，7月中旬召开评估会。" },
        ],
        "working_group": ["组长", "资料审核岗", "记录岗"],
        "panel": panel(),
        "sections": sections(),
        "scores": scores(),
        "annexes": annexes(),
        "signatures": [
            { "post": "评估工作组组长", "date": "2023年7月20日" },
            { "post": "评估组织部门负责人", "date": null },
        ],
        "footer": {
            "evaluation_id": "01890a5d-ac96-774b-bcce-b302099a8057",
            "journal_head": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
            "generated_at": "2023年7月20日 16时30分",
        },
    })
}

fn subject() -> Value {
    json!({
        "name": "新荷路建设工程",
        "kind": "项目（基础设施类、新增）",
        "applicant": "区住房和城乡建设局",
        "implementing_unit": "区市政工程建设服务中心",
        "total_amount": "900.00万元",
        "funding": [
            { "source": "区级财政预算", "amount": "630.00万元", "certainty": "拟安排" },
            { "source": "上级补助", "amount": "270.00万元", "certainty": "争取中" },
        ],
        "content": "道路主体、人行道、雨污水管网、强弱电管网、路灯、绿化和交通安全设施。",
        "application": "申请列入2024年度区级预算。",
        "determination": {
            "verdict": "应当开展事前绩效评估",
            "clauses": [
                { "article": "第三条第（二）项", "text": "新增基础设施类项目，总额900.00万元，达到400.00万元。" },
            ],
        },
    })
}

fn panel() -> Value {
    let member = |post: &str, kind: &str, organisation: &str| json!({ "post": post, "kind": kind, "organisation": organisation });
    json!([
        member("道路工程高级工程师", "业务专家", "市规划设计院"),
        member("给排水高级工程师", "业务专家", "市水务设计所"),
        member("造价工程师", "业务专家", "某造价咨询公司"),
        member("公共管理副教授", "管理专家", "某学院"),
        member("项目管理科负责人", "管理专家", "市代建中心"),
        member("高级会计师", "财政财务专家", "某会计师事务所"),
        member("预算管理科负责人", "财政财务专家", "邻区财政局"),
    ])
}

fn sections() -> Value {
    let section = |code: &str, title: &str, paragraphs: &[&str]| json!({ "code": code, "title": title, "article": "第十五条第（一）项", "paragraphs": paragraphs });
    json!([
        section(
            "overview",
            "评估对象基本情况",
            &[
                "新荷路位于城区东部，是连接两条主干道的断头路，沿线现有居民约三千户。",
                "工程计划年内开工，工期十个月。"
            ]
        ),
        section(
            "methods",
            "评估所采用的方式方法",
            &["评估工作组审核申报资料二十份，到现场调研一次，召开座谈会一次。"]
        ),
        section(
            "findings",
            "评估的主要内容及结论",
            &[
                "立项依据充分，服务对象明确，与在建道路没有重复。",
                "总体结论：工程必要可行，绿化标准偏高，建议核减后实施。"
            ]
        ),
        section(
            "recommendations",
            "相关建议及有关问题的说明",
            &["绿化单价按区内近两年结算水平核减。", "争取上级补助未到位前，不扩大建设规模。"]
        ),
        section(
            "comparison",
            "与外省市同类政策和项目对比分析",
            &["与两个外省县区同等级道路相比，每平方米造价高出约百分之四，差异来自管网同步入地。"]
        ),
        section(
            "overlap",
            "同领域现行政策交叉重复情况",
            &["已核对区内在建道路和老旧小区改造清单，未发现建设内容交叉重复。"]
        ),
    ])
}

fn scores() -> Value {
    let indicator =
        |code: &str, name: &str, weight: &str, preliminary: &str, mark: &str, reasons: &[&str]| {
            json!({
                "code": code, "name": name, "weight": weight, "preliminary": preliminary, "mean": mark,
                "marks": vec![mark; 7], "reasons": reasons,
            })
        };
    let heading = |name: &str, weight: &str, mean: &str, indicators: Vec<Value>| json!({ "name": name, "weight": weight, "mean": mean, "indicators": indicators });
    json!({
        "experts": ["专家一", "专家二", "专家三", "专家四", "专家五", "专家六", "专家七"],
        "headings": [
            heading("立项必要性", "20.00", "18.50", vec![
                indicator("1.1", "依据充分", "10.00", "9.00", "9.50", &["专家二：专项规划引用不完整，扣0.50分。"]),
                indicator("1.2", "现实需求和服务对象", "10.00", "9.00", "9.00", &["专家四：缺少交通量调查，扣1.00分。"]),
            ]),
            heading("投入经济性", "20.00", "16.00", vec![
                indicator("2.1", "测算依据和方法", "20.00", "15.50", "16.00", &[
                    "专家三：绿化单价偏高，扣4.00分。",
                    "专家六：未附询价记录，扣4.00分。",
                ]),
            ]),
            heading("绩效目标的合理性", "20.00", "17.50", vec![
                indicator("3.1", "目标细化量化", "20.00", "17.00", "17.50", &["专家五：满意度指标没有测算过程，扣2.50分。"]),
            ]),
            heading("实施方案的可行性", "15.00", "13.50", vec![
                indicator("4.1", "前期工作和保障条件", "15.00", "13.00", "13.50", &["专家一：管线迁改时间偏紧，扣1.50分。"]),
            ]),
            heading("实施过程的公正性", "10.00", "10.00", vec![
                indicator("5.1", "公开透明和受益群体", "10.00", "9.50", "10.00", &[]),
            ]),
            heading("预期绩效的可持续性", "15.00", "13.00", vec![
                indicator("6.1", "资金来源和后续管护", "15.00", "12.50", "13.00", &["专家七：上级补助尚未落实，扣2.00分。"]),
            ]),
        ],
        "totals": ["88.50", "88.50", "88.50", "88.50", "88.50", "88.50", "88.50"],
        "awaits_rating": null,
        "final_score": "88.50",
        "basis": "全部专家总分的算术平均，按精确平均分定，显示截到两位小数",
        "exact_score": "619.50÷7",
        "panel_score": "88.50",
        "organiser_score": null,
        "preliminary_total": "85.50",
        "grade": "良好",
        "outcome": "予以支持，可进入预算编审",
        "insufficient_evidence": false,
        "requested_amount": "900.00万元",
        "recommended_amount": "860.00万元",
        "result_reason": "绿化投资高于同类工程",
        "conditions": ["补充管线迁改方案（2023年9月30日前，尚未落实）"],
        "superseded": null,
        "how_sure": ["等次在去掉任何一位专家后不变", "专家评分的可靠程度较高"],
    })
}

fn annexes() -> Value {
    json!({
        "materials": [
            {
                "name": "项目申报书", "state": "审核通过",
                "digest": "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
            },
            { "name": "可行性研究报告批复", "state": "不适用（说明理由）", "digest": null },
        ],
        "opinion": {
            "paragraphs": ["专家小组认为，工程必要，方案可行，建议核减绿化投资后予以支持。"],
            "dissents": [{ "expert": "专家四", "text": "建议先补做交通量调查，再确定道路断面。" }],
        },
        "deputies": [{ "post": "区人大代表", "text": "同意建设。", "suggestions": "施工期间保障学生出行。" }],
    })
}
