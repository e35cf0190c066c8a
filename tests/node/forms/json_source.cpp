// Boost.JSON of this program.
#include <boost/json/src.hpp>
