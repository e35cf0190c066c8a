# Build rules shared by every box: one language level, one set of warnings, sanitizers by preset.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

set(KUBOLUK_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize= (empty: none)")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
find_path(LMDB_INCLUDE_DIR lmdb.h REQUIRED)
find_library(LMDB_LIBRARY lmdb REQUIRED)

add_library(kuboluk_options INTERFACE)
target_include_directories(kuboluk_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(kuboluk_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 sorts with a function that it calls deprecated itself, as clang sees from C++20 on.
  target_compile_options(kuboluk_options INTERFACE -Wno-deprecated-declarations)
endif()
target_link_libraries(kuboluk_options INTERFACE Boost::headers)
if(KUBOLUK_SANITIZE)
  target_compile_options(kuboluk_options INTERFACE
    -fsanitize=${KUBOLUK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(kuboluk_options INTERFACE -fsanitize=${KUBOLUK_SANITIZE})
endif()

# kuboluk_box(NAME SOURCES ... LINKS ... PRIVATE_LINKS ...): the library kuboluk_NAME.
function(kuboluk_box name)
  cmake_parse_arguments(BOX "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(kuboluk_${name} STATIC ${BOX_SOURCES})
  target_link_libraries(kuboluk_${name}
    PUBLIC kuboluk_options ${BOX_LINKS}
    PRIVATE ${BOX_PRIVATE_LINKS})
endfunction()
