// The offline verifier of tools/verifier, one HTML file that needs no network, as it is compiled
// in.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace kuboluk::pages {

struct VerifierFile {
  std::string_view origin;  // "verifier.html"
  std::string_view text;    // the exact bytes of the file
};

// One file; static storage. Generated at build time by cmake/EmbedFiles.cmake.
std::span<const VerifierFile> verifier_files();

// The page with nothing built in: the reader chooses policy and proof.
std::string_view offline_verifier();

// The page with that policy and proof (any bytes) built in, so that it answers when it is opened.
// Empty: left to the reader.
std::string offline_verifier_with(std::string_view policy, std::string_view proof);

}  // namespace kuboluk::pages
