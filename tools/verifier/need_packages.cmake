# cmake -DFOLDER=.../node_modules -P need_packages.cmake
if(NOT EXISTS "${FOLDER}/esbuild" OR NOT EXISTS "${FOLDER}/typescript")
  message(FATAL_ERROR "the packages of tools/verifier are missing: run scripts/setup")
endif()
