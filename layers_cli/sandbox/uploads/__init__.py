"""Media in and out: URL fetch, signed uploads, object store, CDN."""
