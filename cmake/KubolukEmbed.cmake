# kuboluk_embed(OUT_VARIABLE NAME name HEADER path NAMESPACE ns TYPE type FUNCTION function FILES ...):
# compiles files in, so that a program needs none at run time. OUT_VARIABLE is the .cpp to add to a
# target; it defines `std::span<const TYPE> FUNCTION()` as HEADER declares it. TYPE is an aggregate of
# two std::string_view: file name and exact bytes.
function(kuboluk_embed out_variable)
  cmake_parse_arguments(EMBED "" "NAME;HEADER;NAMESPACE;TYPE;FUNCTION" "FILES" ${ARGN})
  list(SORT EMBED_FILES)
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/${EMBED_NAME}.cpp")
  set(script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/EmbedFiles.cmake")
  # The list of names is written down, so that removing a file regenerates the source too.
  list(JOIN EMBED_FILES "\n" names)
  set(list_file "${CMAKE_CURRENT_BINARY_DIR}/${EMBED_NAME}.txt")
  file(CONFIGURE OUTPUT "${list_file}" CONTENT "${names}\n" @ONLY)
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND "${CMAKE_COMMAND}" "-DLIST=${list_file}" "-DOUTPUT=${generated}"
      "-DHEADER=${EMBED_HEADER}" "-DNAMESPACE=${EMBED_NAMESPACE}" "-DTYPE=${EMBED_TYPE}"
      "-DFUNCTION=${EMBED_FUNCTION}" -P "${script}"
    DEPENDS ${EMBED_FILES} "${list_file}" "${script}"
    COMMENT "Embedding ${EMBED_NAME}"
    VERBATIM)
  set(${out_variable} "${generated}" PARENT_SCOPE)
endfunction()
