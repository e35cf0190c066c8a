# kuboluk_embed_rulesets(OUT_VARIABLE DIRECTORY): compiles every *.ruleset file of the directory in.
# OUT_VARIABLE is the .cpp to add to a target; it defines ruleset_files() of
# ledger/domain/ruleset_files.h. A new law is one new data file: the glob is checked at every build.
function(kuboluk_embed_rulesets out_variable directory)
  file(GLOB files CONFIGURE_DEPENDS "${directory}/*.ruleset")
  list(SORT files)
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/ruleset_files.cpp")
  set(script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/EmbedRulesets.cmake")
  # The list of names is written down, so that removing a file regenerates the source too.
  list(JOIN files "\n" names)
  set(list_file "${CMAKE_CURRENT_BINARY_DIR}/ruleset_files.txt")
  file(CONFIGURE OUTPUT "${list_file}" CONTENT "${names}\n" @ONLY)
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND "${CMAKE_COMMAND}" "-DLIST=${list_file}" "-DOUTPUT=${generated}" -P "${script}"
    DEPENDS ${files} "${list_file}" "${script}"
    COMMENT "Embedding the rulesets"
    VERBATIM)
  set(${out_variable} "${generated}" PARENT_SCOPE)
endfunction()
