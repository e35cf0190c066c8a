// Boost.JSON as a part of this program instead of another shared library.
#include <boost/json/src.hpp>
