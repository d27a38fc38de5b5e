//! What the company has set.

table! { settings = "settings" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub value: Option<String>,
    pub version: i64,
    pub changed_at: i64,
    pub changed_by: i64,
} }
