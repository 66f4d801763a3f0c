"""Shell completion: scripts, installation, and the cache of recently seen ids."""
