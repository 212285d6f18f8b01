/** Names inside the embedded cluster; an external PostgreSQL brings its own. */
export const databaseName = 'kuaiji'
/** Owns the schemas and migrates. */
export const ownerRole = 'kuaiji_owner'
/** Serves requests: owns nothing, defines nothing. */
export const applicationRole = 'kuaiji_app'
/** Superuser: makes the other two and holds the lock, never runs the product. */
export const clusterRole = 'kuaiji_cluster'
