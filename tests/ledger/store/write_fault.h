// The system calls by which LMDB writes, taken over for the test program: from the call with the
// given number on, some fail; the first of them may have had its effect all the same.
#pragma once

namespace kuboluk::store::test {

struct Fault {
  int calls_left = -1;  // before the first that fails; negative: none fails
  int failing = 1;      // how many
  bool persists = false;
};
extern Fault fault;

}  // namespace kuboluk::store::test
