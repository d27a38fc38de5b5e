//! What orders are searched by, and what was looked for.

table! { search_terms = "search_terms" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub term: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
} }

table! { searches = "searches" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub person_id: i64,
    pub body: String,
    pub at: i64,
} }
