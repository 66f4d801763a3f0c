"""What this machine has asked for and paid for. Knows neither the API's client nor terminals."""
