// Internal to crypto/: every .cpp that calls libsodium calls this first.
#pragma once

namespace kuboluk::crypto {

// Initialises libsodium and tests its Ed25519 rule, once per process and safe from any thread. Ends
// the process if the system has no random source (RELIABILITY case 59) or the library accepts a key
// or signature that the ledger's rule refuses: old releases did (CVE-2025-69277).
void sodium_ready();

}  // namespace kuboluk::crypto
