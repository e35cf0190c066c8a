// Lines that several act types share.
#pragma once

#include "ledger/domain/act_spec.h"

namespace kuboluk::domain::acts {

inline const LineSpec kElectionLine{"election", Times::kOnce, {{"election", ColumnKind::kToken}}};
inline const LineSpec kApplicationLine{
    "application", Times::kOnce, {{"application", ColumnKind::kToken}}};
inline const LineSpec kDecreeLine{"decree", Times::kOnce, {{"decree", ColumnKind::kToken}}};
inline const LineSpec kAccreditationLine{
    "accreditation", Times::kOnce, {{"accreditation", ColumnKind::kToken}}};
inline const LineSpec kReasonLine{"reason", Times::kOnce, {{"reason", ColumnKind::kText}}};
inline const LineSpec kOptionalReasonLine{
    "reason", Times::kAtMostOnce, {{"reason", ColumnKind::kText}}};

// One person of an application. Names and documents are commitments; "-": not given, or unchanged
// in an update.
inline const std::vector<Column> kPersonColumns{{"person", ColumnKind::kToken},
                                                {"citizenships", ColumnKind::kTokenList},
                                                {"document-valid", ColumnKind::kYesNo},
                                                {"name", ColumnKind::kHash},
                                                {"document", ColumnKind::kHash}};

}  // namespace kuboluk::domain::acts
