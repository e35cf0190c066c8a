include(KubolukEmbed)

# kuboluk_embed_rulesets(OUT_VARIABLE DIRECTORY): compiles every *.ruleset file of the directory in.
# OUT_VARIABLE is the .cpp to add to a target; it defines ruleset_files() of
# ledger/domain/ruleset_files.h. A new law is one new data file: the glob is checked at every build.
function(kuboluk_embed_rulesets out_variable directory)
  file(GLOB files CONFIGURE_DEPENDS "${directory}/*.ruleset")
  if(NOT files)
    message(FATAL_ERROR "no ruleset in ${directory}: a program without law refuses everything")
  endif()
  kuboluk_embed(generated NAME ruleset_files HEADER "ledger/domain/ruleset_files.h"
    NAMESPACE kuboluk::domain TYPE RulesetFile FUNCTION ruleset_files FILES ${files})
  set(${out_variable} "${generated}" PARENT_SCOPE)
endfunction()
