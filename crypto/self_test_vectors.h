// Internal to crypto/self_test: the 32 published signatures that every program of the ledger checks
// before it does anything else. From tests/data/ed25519 (its README names the sources), chosen so
// that each step of the rule (ed25519.h) decides at least one of them.
#pragma once

#include <array>
#include <string_view>

namespace kuboluk::crypto {

enum class Expected {
  kAccepted,
  kSignatureRefused,  // the key is good
  kKeyRefused,        // other libraries accept the signature under most of these keys
};

struct SelfTestVector {
  std::string_view name;  // what it tries, and the number under which it was published
  Expected expected;
  std::string_view key, message, signature;  // lower-case hex
};

// clang-format off: hex is broken every 44 bytes, not where a line is full
inline constexpr std::array<SelfTestVector, 32> kSelfTestVectors = {{
    {"empty message (Wycheproof 80)", Expected::kAccepted,
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
     "1cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"message of one byte (Wycheproof 81)", Expected::kAccepted,
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
     "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"message of two bytes (Wycheproof 82)", Expected::kAccepted,
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
     "984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    {"no edge case (CCTV 305)", Expected::kAccepted,
     "ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076",
     "65643235353139766563746f72732035",
     "b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a350640657f1cb030f12543549bba"
     "bd848dc6403d354e7c99c4d0dcee9f63c9033b00"},
    {"S just under L (Wycheproof 84)", Expected::kAccepted,
     "100fdf47fb94f1536a4f7c3fda27383fa03375a8f527c537e6f1703c47f94f86",
     "124e583f8b8eca58bb29c271b41d36986bbc45541f8e51f9cb0133eca447601e",
     "dac119d6ca87fc59ae611c157048f4d4fc932a149dbe20ec6effd1436abf83ea05c7df0fef06147241259113"
     "909bc71bd3c53ba4464ffcad3c0968f2ffffff0f"},
    {"message of 65 bytes (Wycheproof 7)", Expected::kAccepted,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa",
     "6161616161616161616161616161616161616161616161616161616161616161616161616161616161616161"
     "616161616161616161616161616161616161616161",
     "879350045543bc14ed2c08939b68c30d22251d83e018cacbaf0c9d7a48db577e80bdf76ce99e5926762bc13b"
     "7b3483260a5ef63d07e34b58eb9c14621ac92f00"},
    {"long message (Wycheproof 87)", Expected::kAccepted,
     "2a606bf67ac770c607038b004101b325edb569efd3413d2d1f2c3e6b4e6e3082",
     "a8546e50ba31cae3234310d32672447be213fad91a227a19669c53d309b959782b0e6b71f8791fdb470043b5"
     "8122003157d2d96a43a6cbd7d3a8d86bf4c97391883e268d50af80e1e6e12939c2bd50ca746cdadfad4edf1b"
     "da875299740724148efb1ebe73fb60088cda890317658627a5f7ab5a0c075d9d8f3f97b6492b35519e50ff6b"
     "38377432a7081f9176bb1c29a862deac1336ca20b097a47829cec10a6a7cec178eda2d12f6dc6c87f910454a"
     "f0123555ba184e68804d9cced60fd5c8c90943e56599c8f0ba59a38491ba5e5a53460682474c07e40ca14298"
     "3314fd762856bb1093f359da6eb0a756bd93a3160c10dd8feea6b97e7c6a17cb54bd5d7649c05c66d7bdee05"
     "6671dfdaf689fa3945bb8e29a429f4bd5d355dce9687b06f01d5e33e3999f0e8",
     "67d84d4c3945aaf06e06d524be63acbfb5dbb1988c4aea96a5ee9f7a9b9eecc29df4f66b8aa1d9e8607a58fb"
     "1ef0c2ad69aac005b4f58e34103344a9c8871a09"},
    {"carries in S (Wycheproof 114)", Expected::kAccepted,
     "037b55b427dc8daa0f80fcebaf0846902309f8a6cf18b465c0ce9b6539629ac8", "01234567",
     "c964e100033ce8888b23466677da4f4aea29923f642ae508f9d0888d788150636ab9b2c3765e91bbb0515380"
     "1114d9e52dc700df377212222bb766be4b8c020d"},
    {"S just above L (Wycheproof 85)", Expected::kSignatureRefused,
     "100fdf47fb94f1536a4f7c3fda27383fa03375a8f527c537e6f1703c47f94f86",
     "6a0bc2b0057cedfc0fa2e3f7f7d39279b30f454a69dfd1117c758d86b19d85e0",
     "0971f86d2c9c78582524a103cb9cf949522ae528f8054dc20107d999be673ff4e25ebf2f2928766b1248bec6"
     "e91697775f8446639ede46ad4df4053000000010"},
    {"S + L (Wycheproof 63)", Expected::kSignatureRefused,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab067654bce3832c2d76f8f6f5d"
     "afc08d9339d4eef676573336a5c51eb6f946b31d"},
    {"S + 2L (Wycheproof 64)", Expected::kSignatureRefused,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab05439412b5395d42f462c6700"
     "8eba6ca839d4eef676573336a5c51eb6f946b32d"},
    {"S + 8L (Wycheproof 66)", Expected::kSignatureRefused,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0e2300459f1e742404cd934d2"
     "c595a6253ad4eef676573336a5c51eb6f946b38d"},
    {"S + 2^253 (Wycheproof 67)", Expected::kSignatureRefused,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab07a9155711ecfaf7f99f277ba"
     "d0c6ae7e39d4eef676573336a5c51eb6f946b32d"},
    {"signature of 63 bytes (Wycheproof 3, cut)", Expected::kSignatureRefused,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab07a9155711ecfaf7f99f277ba"
     "d0c6ae7e39d4eef676573336a5c51eb6f946b3"},
    {"signature of 65 bytes, the last zero (Wycheproof 37)", Expected::kSignatureRefused,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa", "54657374",
     "7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab07a9155711ecfaf7f99f277ba"
     "d0c6ae7e39d4eef676573336a5c51eb6f946b30d00"},
    {"no signature (Wycheproof 30)", Expected::kSignatureRefused,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa", "54657374", ""},
    {"one bit of R (Wycheproof 42)", Expected::kSignatureRefused,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa", "313233343030",
     "647c1492402ab5ce03e2c3a7f0384d051b9cf3570f1207fc78c1bcc98c281c2b1d125e5538f38afbcc1c84e4"
     "89521083041d24bc6240767029da063271a1ff0c"},
    {"sign of R (Wycheproof 59)", Expected::kSignatureRefused,
     "7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa", "313233343030",
     "657c1492402ab5ce03e2c3a7f0384d051b9cf3570f1207fc78c1bcc98c281cab227aedf259f910f0f3a759a3"
     "35062665217925d019173b88917eae294f75d40f"},
    {"R with a sign that x = 0 has not (Wycheproof 151)", Expected::kSignatureRefused,
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "313233343030",
     "0100000000000000000000000000000000000000000000000000000000000080c803ee1f2342aa96ff698a39"
     "3d1ab5e66f3eda101d6d120b394c3fd32c117d0a"},
    {"R is the identity (CCTV 304)", Expected::kSignatureRefused,
     "ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076",
     "65643235353139766563746f72732037",
     "0100000000000000000000000000000000000000000000000000000000000000330b30d6c1f07511e2208d23"
     "3b6a34d4ed7109da2dea615bcd97daee3a842704"},
    {"R is not canonical (CCTV 319)", Expected::kSignatureRefused,
     "ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076",
     "65643235353139766563746f72732036",
     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f367b7a92fea8539e8793cf81"
     "2e799e8ed342c635592e74323a8dfd38a06aea0b"},
    {"k from another name of R (CCTV 317)", Expected::kSignatureRefused,
     "ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076",
     "65643235353139766563746f72732037",
     "0100000000000000000000000000000000000000000000000000000000000080330b30d6c1f07511e2208d23"
     "3b6a34d4ed7109da2dea615bcd97daee3a842704"},
    {"R of order 4 (CCTV 266)", Expected::kSignatureRefused,
     "ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076",
     "65643235353139766563746f7273",
     "0000000000000000000000000000000000000000000000000000000000000000ef1195f0610612912016b3ee"
     "33054829bcea20ae4de1e9343b1c4e2e15649003"},
    {"R of mixed order (CCTV 267)", Expected::kSignatureRefused,
     "ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076",
     "65643235353139766563746f72732033",
     "36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56b2d471882773a677af1e3824e"
     "757a33f8ddf7bbeaf3d28a09595eb8daa0d74a03"},
    {"key is the identity (CCTV 303)", Expected::kKeyRefused,
     "0100000000000000000000000000000000000000000000000000000000000000",
     "65643235353139766563746f72732035",
     "b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a350605ba9a796274d80437afa36f"
     "1236563f2f3b0aa84cecddc3d20914615ba4fe02"},
    {"key and R are the identity (CCTV 302)", Expected::kKeyRefused,
     "0100000000000000000000000000000000000000000000000000000000000000",
     "65643235353139766563746f7273203233",
     "0100000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
     "0000000000000000000000000000000000000000"},
    {"key of order 2 (CCTV 893)", Expected::kKeyRefused,
     "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     "65643235353139766563746f72732035",
     "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000"
     "0000000000000000000000000000000000000000"},
    {"key of order 8 (CCTV 461)", Expected::kKeyRefused,
     "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
     "65643235353139766563746f7273",
     "5ae36d433a7bd0efb150b6b04610d1986e3044c46b6ad69bae17aaf76b608d2105ba9a796274d80437afa36f"
     "1236563f2f3b0aa84cecddc3d20914615ba4fe02"},
    {"key not canonical (CCTV 310)", Expected::kKeyRefused,
     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     "65643235353139766563746f72732031",
     "b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a350605ba9a796274d80437afa36f"
     "1236563f2f3b0aa84cecddc3d20914615ba4fe02"},
    {"key of mixed order (CCTV 50)", Expected::kKeyRefused,
     "10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f",
     "65643235353139766563746f72732035",
     "b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a350608f32d206a7c0b7efa9a59e6"
     "6546e8f1f599ef843fb502c9cc3c4ae8b7c11e05"},
    {"key and R of mixed order (CCTV 625)", Expected::kKeyRefused,
     "015ff595e4e0add00dde896efa66ea4f6848c4396410c693c92232aa64861d4f",
     "65643235353139766563746f72732034",
     "b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a948f8fa9222af828b040bcd861"
     "87c66d23faa97d1a51be5d5126bfd78688897b00"},
    {"key of mixed order, order 2 part (CCTV 899)", Expected::kKeyRefused,
     "fe894df18abf1c20088bfbe6c9ad45d42ec20663eaf7111eaea1d851da0d7f89",
     "65643235353139766563746f72732033",
     "37d3076f21bd3bec4ee4ebee360fe0e3b288557810e7dda72edae09650d5caf9327f51a83cacea96d1f3fc6b"
     "e0e2682f22ce35400ccb707aa30a7321ed6dff05"},
}};
// clang-format on

}  // namespace kuboluk::crypto
