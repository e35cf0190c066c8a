# Page, JSON, command line, offline verifier and QR codes say the same of every number, on a network of
# five; and a certificate from printer to browser. Needs zbarimg and pdftoppm for the codes.
add_executable(print_codes print_codes.cpp)
target_link_libraries(print_codes PRIVATE kuboluk_tools)
add_library(shifted_clock MODULE shifted_clock.c)
target_link_libraries(shifted_clock PRIVATE ${CMAKE_DL_LIBS})
target_compile_options(shifted_clock PRIVATE -Wall -Wextra -fno-sanitize=all)
target_link_options(shifted_clock PRIVATE -fno-sanitize=all)

find_program(PYTHON3 python3 REQUIRED)
find_program(NODE node REQUIRED)
# Each ends by itself before ctest would kill it, and leaves no process.
set(agreement_environment
  "KUBOLUK=$<TARGET_FILE:kuboluk>"
  "KUBOLUKD=$<TARGET_FILE:kubolukd>"
  "PRINT_CODES=$<TARGET_FILE:print_codes>"
  "SHIFTED_CLOCK=$<TARGET_FILE:shifted_clock>"
  "NODE=${NODE}"
  "CHROMIUM=${CHROMIUM}"
  "KUBOLUK_SOURCE=${CMAKE_SOURCE_DIR}"
  "PYTHONDONTWRITEBYTECODE=1")
add_test(NAME browser_agreement COMMAND "${PYTHON3}" "${CMAKE_CURRENT_SOURCE_DIR}/agreement_test.py")
set_tests_properties(browser_agreement PROPERTIES TIMEOUT 900
  ENVIRONMENT "${agreement_environment};NETWORK_SECONDS=870")
add_test(NAME browser_badge COMMAND "${PYTHON3}" "${CMAKE_CURRENT_SOURCE_DIR}/badge_in_browser_test.py")
set_tests_properties(browser_badge PROPERTIES TIMEOUT 300
  ENVIRONMENT "${agreement_environment};NETWORK_SECONDS=270")
