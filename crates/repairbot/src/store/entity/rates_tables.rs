//! What masters and the company share by.

table! { rates = "rates" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub rules: String,
    pub valid_from: i64,
    pub created_at: i64,
    pub created_by: Option<i64>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_by: Option<i64>,
} }
