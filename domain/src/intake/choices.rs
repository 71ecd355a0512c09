//! Cells that hold one of a few words: what a template offers and what is read back.

use crate::classification::{ProjectClass, UnitKind};

/// 建设性质 of something new (C3), as a list may write it.
pub const NEW_NATURES: [&str; 8] = ["新建", "改建", "扩建", "改扩建", "改（扩）建", "迁建", "重建", "新增"];

/// 建设性质 of work in progress: whether anything is applied for has to be asked.
pub const NATURES_IN_PROGRESS: [&str; 2] = ["续建", "在建"];

/// 项目类别, where a list says it.
pub const CLASSES: [(&str, ProjectClass); 2] =
    [("基础设施类", ProjectClass::Infrastructure), ("非基础设施类", ProjectClass::NonInfrastructure)];

/// 单位类别, where a list says it.
pub const UNIT_KINDS: [(&str, UnitKind); 6] = [
    ("区级部门、单位", UnitKind::Department),
    ("镇（街道）", UnitKind::Town),
    ("园区", UnitKind::Park),
    ("区属国有企业", UnitKind::DistrictCompany),
    ("市级部门或市属国有企业", UnitKind::Municipal),
    ("其他企业", UnitKind::Enterprise),
];
